package fanout.lab.load.unary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import fanout.runtime.spec.SpecException;
import io.grpc.Metadata;
import java.util.List;
import org.junit.jupiter.api.Test;

class HeadersTest {
  @Test
  void metadataIsReadAsGhzAndAsGrpcurlWriteIt() {
    Metadata headers = Headers.of("{\"a\": \"1\"}", List.of("b: x: y", "c-bin: AQI=")).apply(0);
    assertThat(headers.get(Metadata.Key.of("a", Metadata.ASCII_STRING_MARSHALLER))).isEqualTo("1");
    assertThat(headers.get(Metadata.Key.of("b", Metadata.ASCII_STRING_MARSHALLER)))
        .isEqualTo("x: y");
    assertThat(headers.get(Metadata.Key.of("c-bin", Metadata.BINARY_BYTE_MARSHALLER)))
        .containsExactly(1, 2);
  }

  @Test
  void aMalformedEntryIsRefused() {
    refused("", "no colon here", "--header", "no colon here");
    refused("", "bad key: 1", "--header", "bad key");
    refused("", "x-bin: !", "--header", "base64");
    refused("[1]", "a: b", "--metadata", "JSON object");
    refused("{\"a\": {}}", "a: b", "--metadata", "'a'");
    refused("{\"a\": \"{{.WorkerID}}\"}", "b: c", "--metadata", "{{.WorkerID}}", "{{newUUID}}");
  }

  @Test
  void aTextThatWouldTravelAsQuestionMarksIsRefused() {
    refused("", "who: Łukasz", "--header who: 'Łukasz'", "ASCII", "-bin");
    refused("{\"who\": \"a\\nb\"}", "a: b", "--metadata who", "ASCII");
  }

  @Test
  void aTextMayDifferFromCallToCall() {
    Headers headers = Headers.of("{\"trace_id\": \"t-{{.RequestNumber}}\"}", List.of("a: 1"));
    Metadata.Key<String> key = Metadata.Key.of("trace_id", Metadata.ASCII_STRING_MARSHALLER);
    assertThat(headers.apply(0).get(key)).isEqualTo("t-0");
    assertThat(headers.apply(7).getAll(key)).containsExactly("t-7");
    assertThat(headers.apply(7).containsKey(Metadata.Key.of("a", Metadata.ASCII_STRING_MARSHALLER)))
        .isTrue();
  }

  private static void refused(String json, String line, String... told) {
    assertThatThrownBy(() -> Headers.of(json, List.of(line)))
        .isInstanceOf(SpecException.class)
        .hasMessageContainingAll(told);
  }
}
