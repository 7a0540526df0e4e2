package fanout.lab.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TraceFilesTest {
  private static final TraceFiles.Limits LIMITS = TraceFiles.Limits.STANDARD;

  @TempDir private Path folder;

  @Test
  void otlpJsonComesBackAsItWas() throws IOException {
    List<Trace> traces = List.of(SampleTraces.hedged(), SampleTraces.troubled(), everything());
    Path file = folder.resolve("trace.json");
    TraceFiles.write(file, new OtlpJson(), traces);
    assertThat(TraceFiles.read(file, LIMITS)).containsExactlyInAnyOrderElementsOf(traces);
  }

  @Test
  void otlpJsonFollowsTheRulesOfItsEncoding() throws IOException {
    Path file = folder.resolve("trace.json");
    TraceFiles.write(file, new OtlpJson(), List.of(everything()));
    JsonObject span =
        JsonParser.parseString(Files.readString(file))
            .getAsJsonObject()
            .getAsJsonArray("resourceSpans")
            .get(0)
            .getAsJsonObject()
            .getAsJsonArray("scopeSpans")
            .get(0)
            .getAsJsonObject()
            .getAsJsonArray("spans")
            .get(0)
            .getAsJsonObject();
    assertThat(span.get("traceId").getAsString()).isEqualTo("00000000000000000000000000abcdef");
    assertThat(span.get("spanId").getAsString()).isEqualTo("00000000000000fe");
    assertThat(span.get("kind").getAsJsonPrimitive().isNumber()).isTrue();
    assertThat(span.get("kind").getAsInt()).isEqualTo(3);
    assertThat(span.get("startTimeUnixNano").getAsJsonPrimitive().isString()).isTrue();
    assertThat(span.getAsJsonObject("status").get("code").getAsInt()).isEqualTo(2);
  }

  @Test
  void jaegerJsonComesBackInMicroseconds() throws IOException {
    List<Trace> traces = List.of(SampleTraces.hedged(), SampleTraces.troubled());
    Path file = folder.resolve("trace.json");
    TraceFiles.write(file, new JaegerJson(), traces);
    assertThat(TraceFiles.read(file, LIMITS)).containsExactlyInAnyOrderElementsOf(traces);
  }

  @Test
  void aChildStaysWithinItsParentInWholeMicroseconds() throws IOException {
    Span parent = span("00000000000000aa", "", SampleTraces.START + 999, 2_001);
    Span child = span("00000000000000bb", "00000000000000aa", SampleTraces.START + 1_999, 1_001);
    Path file = folder.resolve("trace.json");
    TraceFiles.write(file, new JaegerJson(), List.of(Trace.of(List.of(parent, child))));
    List<Span> read = TraceFiles.read(file, LIMITS).getFirst().spans().toList();
    assertThat(read.get(0).contains(read.get(1), java.time.Duration.ZERO)).isTrue();
  }

  @Test
  void linesAndArraysAndEnvelopesOfOtlpJsonAreRead() throws IOException {
    Path file = folder.resolve("trace.json");
    TraceFiles.write(file, new OtlpJson(), List.of(SampleTraces.sequential()));
    String one = Files.readString(file);
    TraceFiles.write(file, new OtlpJson(), List.of(SampleTraces.concurrent()));
    String two = Files.readString(file);
    List<Trace> both = List.of(SampleTraces.sequential(), SampleTraces.concurrent());
    assertThat(read(one + "\n" + two + "\n")).containsExactlyInAnyOrderElementsOf(both);
    assertThat(read("[" + one + "," + two + "]")).containsExactlyInAnyOrderElementsOf(both);
    assertThat(read("{\"result\":" + one + "}")).containsExactly(SampleTraces.sequential());
  }

  @Test
  void whatTheJaegerUiSavesIsRead() throws IOException {
    List<Trace> traces =
        read(
            """
            {"data":[{"traceID":"9bfe8376688e9116","spans":[
              {"traceID":"9bfe8376688e9116","spanID":"1","flags":1,"operationName":"GET /dashboard",
               "references":[],"startTime":1729181197748657,"duration":1503,
               "tags":[{"key":"span.kind","type":"string","value":"server"},
                       {"key":"http.status_code","type":"int64","value":500},
                       {"key":"error","type":"bool","value":true}],
               "logs":[{"timestamp":1729181197748700,"fields":[{"key":"event","type":"string","value":"boom"}]}],
               "processID":"p1","warnings":null}],
             "processes":{"p1":{"serviceName":"web","tags":[{"key":"host","type":"string","value":"a"}]}},
             "warnings":null}],"total":0,"limit":0,"offset":0,"errors":null}
            """);
    Span span = traces.getFirst().roots().getFirst().span();
    assertThat(span.traceId()).isEqualTo("00000000000000009bfe8376688e9116");
    assertThat(span.service()).isEqualTo("web");
    assertThat(span.kind()).isEqualTo(Span.Kind.SERVER);
    assertThat(span.durationNanos()).isEqualTo(1_503_000);
    assertThat(span.status().code()).isEqualTo(Span.Status.Code.ERROR);
    assertThat(span.events().getFirst().name()).isEqualTo("boom");
    assertThat(span.attributes()).containsOnlyKeys("http.status_code");
  }

  @ParameterizedTest(name = "{0} is refused for {1}")
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "``; End of input",
        "nonsense; line 1 column 1",
        "17; BEGIN_OBJECT",
        "{}; data (jaeger) or resourceSpans (otlp)",
        "{\"resourceSpans\":17}; $.resourceSpans",
        "{\"resourceSpans\":[; End of input",
        "{\"resourceSpans\":[]} rubbish; BEGIN_OBJECT",
        "{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[{\"traceId\":\"AAAB+/==\"}]}]}]};"
            + " $.resourceSpans[0].scopeSpans[0].spans[0].traceId: 'AAAB+/=='",
        "{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[{\"traceId\":\"abcd\"}]}]}]}; spans[0]:"
            + " traceId: 'abcd'",
        "{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[{\"kind\":[]}]}]}]}; spans[0]",
        "{\"data\":[{\"spans\":[17]}]}; $.data[0].spans[0]",
        "{\"data\":[{\"spans\":[{\"processID\":\"p1\"}],\"processes\":{}}]};"
            + " $.data[0].spans[0].processID",
        "{\"data\":[{\"processes\":{\"p1\":{}}}]}; $.data[0].processes.p1.serviceName"
      })
  void aMalformedFileIsRefusedWithPlaceAndReason(String text, String reason) {
    assertThatThrownBy(() -> read(text))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(folder.resolve("input.json") + ": ")
        .hasMessageContaining(reason);
  }

  @Test
  void aFileBeyondALimitIsRefused() throws IOException {
    Path file = folder.resolve("trace.json");
    for (TraceFormat format : List.of(new OtlpJson(), new JaegerJson())) {
      TraceFiles.write(file, format, List.of(SampleTraces.sequential()));
      assertThatThrownBy(() -> TraceFiles.read(file, new TraceFiles.Limits(1_000_000, 10)))
          .hasMessageContaining("more than 10 spans");
      assertThatThrownBy(() -> TraceFiles.read(file, new TraceFiles.Limits(1_000, 100)))
          .hasMessageContaining("more than 1,000 bytes");
    }
  }

  @Test
  void aFileThatIsNotThereOrNotTextIsNamed() throws IOException {
    assertThatThrownBy(() -> TraceFiles.read(folder.resolve("none.json"), LIMITS))
        .hasMessageContaining("none.json: there is no such file");
    Path binary = Files.write(folder.resolve("a.bin"), new byte[] {'{', '"', (byte) 0xC3, '"'});
    assertThatThrownBy(() -> TraceFiles.read(binary, LIMITS)).hasMessageContaining("not UTF-8");
  }

  private List<Trace> read(String text) throws IOException {
    Path file = folder.resolve("input.json");
    Files.write(file, text.getBytes(StandardCharsets.UTF_8));
    return TraceFiles.read(file, LIMITS);
  }

  private static Span span(String id, String parent, long start, long nanos) {
    return new Span(
        "0000000000000000000000000000000a",
        id,
        parent,
        "s",
        Span.Kind.INTERNAL,
        Resource.of("a"),
        "",
        start,
        nanos,
        Span.Status.UNSET,
        Map.of(),
        List.of());
  }

  /** A trace with a value of every type. */
  private static Trace everything() {
    Map<String, Value> values = new LinkedHashMap<>();
    values.put("text", new Value.Text("注文 \"<&>\u0001"));
    values.put("whole", new Value.Whole(Long.MIN_VALUE));
    values.put("real", new Value.Real(0.1));
    values.put("flag", new Value.Flag(false));
    values.put("raw", new Value.Raw(ByteString.copyFrom(new byte[] {0, -1})));
    values.put("many", new Value.Many(List.of(new Value.Whole(1), new Value.Nothing())));
    values.put("group", new Value.Group(Map.of("a", new Value.Text(""))));
    return Trace.of(
        List.of(
            new Span(
                "00000000000000000000000000abcdef",
                "00000000000000fe",
                "",
                "call",
                Span.Kind.CLIENT,
                new Resource(values),
                "scope",
                SampleTraces.START + 1,
                7,
                new Span.Status(Span.Status.Code.ERROR, "no"),
                values,
                List.of(new Span.Event(SampleTraces.START + 3, "event", values)))));
  }
}
