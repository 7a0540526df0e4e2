package fanout.runtime.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AdminPortTest {
  private Supplier<ServerHost.State> state = () -> ServerHost.State.SERVING;
  private Supplier<String> metrics = () -> "fanout_up 1\n";
  private final AdminPort port =
      new AdminPort(ServerSettings.LOOPBACK, List.of(), () -> state.get(), () -> metrics.get());
  private final InetSocketAddress address = port.start();

  @AfterEach
  void stop() {
    port.stop();
  }

  @ParameterizedTest
  @EnumSource
  void isReadyWhileServingAndAliveAlways(ServerHost.State now) {
    state = () -> now;
    HttpResponse<String> ready = Admin.get(address, "/readyz?verbose");
    assertThat(ready.statusCode()).isEqualTo(now == ServerHost.State.SERVING ? 200 : 503);
    assertThat(ready.body()).isEqualToIgnoringCase(now + "\n");
    assertThat(Admin.get(address, "/healthz").statusCode()).isEqualTo(200);
  }

  @Test
  void showsMetricsInPrometheusFormat() {
    HttpResponse<String> response = Admin.get(address, "/metrics");
    assertThat(response.body()).isEqualTo("fanout_up 1\n");
    assertThat(response.headers().firstValue("content-type").orElseThrow())
        .startsWith("text/plain; version=0.0.4");
  }

  @Test
  void metricsThatCannotBeCollectedAreAnError() {
    metrics =
        () -> {
          throw new IllegalStateException("no metrics (this test's doing)");
        };
    assertThat(Admin.get(address, "/metrics").statusCode()).isEqualTo(500);
    assertThat(Admin.get(address, "/healthz").statusCode()).isEqualTo(200);
  }

  @Test
  void otherPathsAndMethodsAreRefused() {
    assertThat(Admin.get(address, "/nothing").statusCode()).isEqualTo(404);
    HttpRequest.Builder post =
        HttpRequest.newBuilder().POST(HttpRequest.BodyPublishers.ofString("x"));
    HttpResponse<String> refused = Admin.send(address, post, "/healthz");
    assertThat(refused.statusCode()).isEqualTo(405);
    assertThat(refused.headers().firstValue("allow")).contains("GET, HEAD");
    HttpResponse<String> head = Admin.send(address, HttpRequest.newBuilder().HEAD(), "/healthz");
    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(head.body()).isEmpty();
  }
}
