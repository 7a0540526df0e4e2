package fanout.runtime.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import fanout.runtime.settings.Settings;
import fanout.runtime.spec.SpecException;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TlsTest {
  @TempDir static Path directory;
  private static TestCertificate server = TestCertificate.NONE;
  private static TestCertificate client = TestCertificate.NONE;
  private static TestCertificate stranger = TestCertificate.NONE;

  @BeforeAll
  static void makeCertificates() throws Exception {
    server = TestCertificate.make(directory, "server");
    client = TestCertificate.make(directory, "client");
    stranger = TestCertificate.make(directory, "stranger");
  }

  private static ServerHost host(String... pairs) {
    ServerSettings settings = Settings.defaults(ServerSettings.class, changes(pairs));
    EchoService service = new EchoService(UnaryOperator.identity());
    return ServerHost.builder(settings).service(service).build().start();
  }

  private static Map<String, String> changes(String... pairs) {
    Map<String, String> changes = new HashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      changes.put(pairs[i], pairs[i + 1]);
    }
    return changes;
  }

  private static String call(ServerHost host, String... pairs) {
    ChannelSettings settings = Settings.defaults(ChannelSettings.class, changes(pairs));
    ManagedChannel channel =
        Channels.to("localhost:" + host.dataAddress().getPort(), settings).open();
    try {
      return EchoService.call(channel, "tea");
    } finally {
      channel.shutdownNow();
    }
  }

  private static void assertRefused(ServerHost host, String... pairs) {
    assertThatExceptionOfType(StatusRuntimeException.class)
        .isThrownBy(() -> call(host, pairs))
        .satisfies(e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE));
  }

  @Test
  void aClientThatTrustsTheServerIsServed() {
    try (ServerHost host =
        host("tls-certificate", server.certificate(), "tls-private-key", server.key())) {
      assertThat(call(host, "tls-ca", server.certificate())).isEqualTo("tea");
      assertRefused(host, "tls-ca", stranger.certificate());
      assertRefused(host);
    }
  }

  @Test
  void mutualTlsServesKnownClientsOnly() {
    try (ServerHost host =
        host(
            "tls-certificate", server.certificate(),
            "tls-private-key", server.key(),
            "tls-client-ca", client.certificate())) {
      String ca = server.certificate();
      assertThat(
              call(
                  host,
                  "tls-ca",
                  ca,
                  "tls-certificate",
                  client.certificate(),
                  "tls-private-key",
                  client.key()))
          .isEqualTo("tea");
      assertRefused(host, "tls-ca", ca);
      assertRefused(
          host,
          "tls-ca",
          ca,
          "tls-certificate",
          stranger.certificate(),
          "tls-private-key",
          stranger.key());
      assertThat(Admin.get(host, "/healthz").statusCode()).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "tls-certificate=a.pem ~ tls-private-key: 'none' is not allowed; allowed: certificate and"
            + " private key, both or neither",
        "tls-private-key=a.pem ~ tls-certificate: 'none' is not allowed; allowed: certificate and"
            + " private key, both or neither",
        "tls-client-ca=a.pem ~ tls-certificate: 'none' is not allowed; allowed: a file, as there is"
            + " a client authority",
        "tls-certificate=/no/a.pem,tls-private-key=/no/b.pem ~ tls-certificate: '/no/a.pem' is not"
            + " allowed; allowed: a PEM file",
      })
  void halfASetOfFilesIsRefused(String text, String complaint) {
    assertThatExceptionOfType(SpecException.class)
        .isThrownBy(() -> host(text.split("[=,]")).close())
        .withMessageContaining(complaint);
  }

  @Test
  void aFileThatIsNoCertificateIsRefused() {
    assertThatExceptionOfType(SpecException.class)
        .isThrownBy(
            () -> host("tls-certificate", server.key(), "tls-private-key", server.key()).close())
        .withMessageStartingWith("tls: certificate, key or authorities cannot be used: ");
  }
}
