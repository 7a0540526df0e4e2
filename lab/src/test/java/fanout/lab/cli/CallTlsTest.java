package fanout.lab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import fanout.lab.cli.CommandLines.Ran;
import fanout.lab.process.Certificate;
import fanout.runtime.server.ServerHost;
import fanout.runtime.server.ServerSettings;
import fanout.runtime.settings.Settings;
import fanout.v1.Dashboard;
import fanout.v1.DashboardServiceGrpc.DashboardServiceImplBase;
import fanout.v1.GetDashboardRequest;
import fanout.v1.GetDashboardResponse;
import io.grpc.stub.StreamObserver;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code call} towards servers that speak TLS, with certificates made for the test. */
class CallTlsTest {
  @TempDir static Path directory;
  private static Certificate server = new Certificate("", "");
  private static Certificate caller = new Certificate("", "");

  @BeforeAll
  static void makeCertificates() throws Exception {
    server = Certificate.make(directory, "server");
    caller = Certificate.make(directory, "caller");
  }

  /** Answers every request with an empty dashboard. */
  private static ServerHost host(Map<String, String> tls) {
    return ServerHost.builder(Settings.defaults(ServerSettings.class, tls))
        .service(
            new DashboardServiceImplBase() {
              @Override
              public void getDashboard(
                  GetDashboardRequest request, StreamObserver<GetDashboardResponse> observer) {
                observer.onNext(
                    GetDashboardResponse.newBuilder()
                        .setDashboard(Dashboard.newBuilder().setUserId(request.getUserId()))
                        .build());
                observer.onCompleted();
              }
            })
        .build()
        .start();
  }

  private static Ran call(ServerHost host, String... flags) {
    String target = "127.0.0.1:" + host.dataAddress().getPort();
    List<String> line =
        List.of("call", "--format", "json", "--deadline", "20s", "--target", target);
    return CommandLines.run(Stream.concat(line.stream(), Stream.of(flags)).toArray(String[]::new));
  }

  private static Map<String, String> tls() {
    return Map.of("tls-certificate", server.chain(), "tls-private-key", server.key());
  }

  private static Map<String, String> mutualTls() {
    return Map.of(
        "tls-certificate", server.chain(),
        "tls-private-key", server.key(),
        "tls-client-ca", caller.chain());
  }

  private static void assertUnavailable(Ran ran, String reason) {
    assertThat(ran.status()).isEqualTo(1);
    assertThat(ran.err()).contains("UNAVAILABLE", reason);
  }

  @Test
  void aServerWhoseAuthorityIsTrustedIsCalled() {
    try (ServerHost host = host(tls())) {
      Ran ran = call(host, "--tls-ca", server.chain());
      assertThat(ran.status()).as(ran.err()).isZero();
      assertThat(ran.out()).contains("u-1001");
    }
  }

  @Test
  void aServerOfAnotherAuthorityIsRefusedWithTheReason() {
    try (ServerHost host = host(tls())) {
      assertUnavailable(call(host, "--tls-ca", caller.chain()), "certif");
    }
  }

  @Test
  void aLoadThatIsRefusedATrustedConnectionNamesTheReason() {
    try (ServerHost host = host(tls())) {
      String target = "127.0.0.1:" + host.dataAddress().getPort();
      Ran ran = CommandLines.run("load", target, "-n", "1", "--tls-ca", caller.chain());
      assertUnavailable(ran, "certif");
    }
  }

  @Test
  void plainTextTowardsTlsFails() {
    try (ServerHost host = host(tls())) {
      assertUnavailable(call(host), "UNAVAILABLE: ");
    }
  }

  @Test
  void mutualTlsWantsTheCallersCertificate() {
    try (ServerHost host = host(mutualTls())) {
      String[] known = {
        "--tls-ca", server.chain(),
        "--tls-certificate", caller.chain(),
        "--tls-private-key", caller.key()
      };
      assertThat(call(host, known).status()).isZero();
      assertUnavailable(call(host, "--tls-ca", server.chain()), "UNAVAILABLE: ");
    }
  }

  @Test
  void flagsThatDoNotFitTogetherAreUsageErrors() throws Exception {
    Path nonsense = Files.writeString(directory.resolve("nonsense.pem"), "nonsense");
    try (ServerHost host = host(Map.of())) {
      assertUsage(
          call(host, "--tls-certificate", caller.chain()), "tls-private-key", "both or neither");
      assertUsage(call(host, "--tls-ca", "none.pem"), "tls-ca", "none.pem", "a PEM file");
      assertUsage(call(host, "--tls-ca", nonsense.toString()), "cannot be used");
    }
  }

  private static void assertUsage(Ran ran, String... told) {
    assertThat(ran.status()).isEqualTo(2);
    assertThat(ran.err()).contains(told);
    assertThat(ran.out()).isEmpty();
  }
}
