package fanout.runtime.server;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import fanout.runtime.settings.Settings;
import fanout.runtime.spec.SpecException;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.MetadataUtils;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LimitsTest {
  private static final Duration LONG = Duration.ofSeconds(30);

  private static ManagedChannel connect(ServerHost host) {
    String target = "127.0.0.1:" + host.dataAddress().getPort();
    return Channels.to(target, ChannelSettings.DEFAULT).connect(LONG);
  }

  @Test
  void aRequestWithTooMuchMetadataIsRefused() {
    ServerSettings settings =
        Settings.defaults(ServerSettings.class, Map.of("max-header-size", "2KiB"));
    EchoService service = new EchoService(UnaryOperator.identity());
    try (ServerHost host = ServerHost.builder(settings).service(service).build().start()) {
      ManagedChannel channel = connect(host);
      Metadata headers = new Metadata();
      headers.put(SimulationMetadata.SIM, "x".repeat(1000));
      var interceptor = MetadataUtils.newAttachHeadersInterceptor(headers);
      assertThat(EchoService.call(ClientInterceptors.intercept(channel, interceptor), "small"))
          .isEqualTo("small");
      headers.put(SimulationMetadata.SIM, "x".repeat(2000));
      assertThatExceptionOfType(StatusRuntimeException.class)
          .isThrownBy(
              () -> EchoService.call(ClientInterceptors.intercept(channel, interceptor), "large"))
          .satisfies(e -> assertThat(e.getStatus().getCode()).isNotEqualTo(Status.Code.OK));
      assertThat(service.entered).hasValue(1);
      channel.shutdownNow();
    }
  }

  @Test
  void callsBeyondTheConnectionsLimitWaitInTheClient() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    EchoService service = EchoService.waitingFor(release);
    ServerSettings settings =
        Settings.defaults(ServerSettings.class, Map.of("max-calls-per-connection", "1"));
    try (ExecutorService threads = Executors.newCachedThreadPool();
        ServerHost host =
            ServerHost.builder(settings).service(service).executor(threads).build().start()) {
      ManagedChannel channel = connect(host);
      Future<String> first = EchoService.start(channel, "first");
      Future<String> second = EchoService.start(channel, "second");
      await().atMost(LONG).until(() -> service.entered.get() == 1);
      ManagedChannel other = connect(host);
      Future<String> third = EchoService.start(other, "third");
      // The third call came last and is handled: the second waits for its connection, not for time.
      await().atMost(LONG).until(() -> service.entered.get() == 2);
      release.countDown();
      assertThat(first.get() + second.get() + third.get()).isEqualTo("firstsecondthird");
      assertThat(service.entered).hasValue(3);
      channel.shutdownNow();
      other.shutdownNow();
    }
  }

  @Test
  void anAdminConnectionThatSaysNothingIsClosed() throws IOException {
    try (ServerHost host = ServerHost.builder(ServerSettings.LOOPBACK).build().start();
        Socket silent =
            new Socket(InetAddress.getLoopbackAddress(), host.adminAddress().getPort());
        Socket slow = new Socket(InetAddress.getLoopbackAddress(), host.adminAddress().getPort())) {
      slow.getOutputStream().write("GET /healthz HTTP".getBytes(US_ASCII));
      assertThat(silent.getInputStream().read()).isEqualTo(-1);
      assertThat(slow.getInputStream().read()).isEqualTo(-1);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '"',
      value = {
        "data-port=70000 ~ data-port: '70000' is not allowed; allowed: 0 to 65535",
        "admin-port=-1 ~ admin-port: '-1' is not allowed; allowed: 0 to 65535",
        "max-message-size=1B ~ max-message-size: '1B' is not allowed; allowed: 1KiB to 2147483647B",
        "max-header-size=3GiB ~ max-header-size: '3GiB' is not allowed; allowed: 1KiB to",
        "max-calls-per-connection=0 ~ max-calls-per-connection: '0' is not allowed; allowed: 1 or"
            + " more",
        "max-connection-age=0s ~ max-connection-age: '0ms' is not allowed; allowed: 1s or more",
        "max-connection-age=999ms ~ max-connection-age: '999ms' is not allowed; allowed: 1s or"
            + " more, or none",
      })
  void aLimitThatMakesNoSenseIsRefused(String setting, String complaint) {
    String[] pair = setting.split("=");
    assertThatThrownBy(() -> Settings.defaults(ServerSettings.class, Map.of(pair[0], pair[1])))
        .isInstanceOf(SpecException.class)
        .hasMessageContaining(complaint);
  }

  @Test
  void listensOnLoopbackUnlessToldOtherwise() {
    assertThat(ServerSettings.LOOPBACK.dataHost()).isEqualTo("127.0.0.1");
    assertThat(ServerSettings.LOOPBACK.adminHost()).isEqualTo("127.0.0.1");
  }
}
