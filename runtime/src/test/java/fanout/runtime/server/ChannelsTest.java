package fanout.runtime.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import fanout.runtime.settings.Settings;
import fanout.runtime.spec.SpecException;
import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChannelsTest {
  private static final Duration LONG = Duration.ofSeconds(30);

  private final List<AutoCloseable> open = new ArrayList<>();

  @AfterEach
  void closeInReverse() throws Exception {
    for (AutoCloseable each : open.reversed()) {
      each.close();
    }
  }

  private ServerHost host(String name, int port) {
    return host(name, Map.of("data-port", String.valueOf(port)));
  }

  private ServerHost host(String name, Map<String, String> changes) {
    ServerSettings settings = Settings.defaults(ServerSettings.class, changes);
    ServerHost host =
        ServerHost.builder(settings).service(new EchoService(request -> name)).build().start();
    open.add(host);
    return host;
  }

  private static int port(ServerHost host) {
    return host.dataAddress().getPort();
  }

  private ManagedChannel connect(String target) {
    ManagedChannel channel = Channels.to(target, ChannelSettings.DEFAULT).connect(LONG);
    open.add(channel::shutdownNow);
    return channel;
  }

  private static Set<String> names(ManagedChannel channel, int calls) {
    Set<String> names = new HashSet<>();
    for (int i = 0; i < calls; i++) {
      names.add(EchoService.call(channel, "who"));
    }
    return names;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1:%d",
        "dns:///127.0.0.1:%d",
        "dns:///localhost:%d",
        "dns://127.0.0.1:53/localhost:%d",
        "static:///127.0.0.1:%d"
      })
  void isReadyBeforeTheFirstCall(String target) {
    ManagedChannel channel = connect(target.formatted(port(host("a", 0))));
    assertThat(channel.getState(false)).isEqualTo(ConnectivityState.READY);
    assertThat(EchoService.call(channel, "who")).isEqualTo("a");
  }

  @ParameterizedTest
  @ValueSource(strings = {"[::1]:%d", "dns:///[::1]:%d", "static:///[::1]:%d"})
  void anAddressInBracketsIsConnectedTo(String target) {
    assumeTrue(isLoopback("::1"), "no loopback of IPv6 here");
    ServerHost host = host("six", Map.of("data-port", "0", "data-host", "::1"));
    assertThat(EchoService.call(connect(target.formatted(port(host))), "who")).isEqualTo("six");
  }

  private static boolean isLoopback(String address) {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName(address))) {
      return socket.isBound();
    } catch (IOException e) {
      return false;
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1:%d,127.0.0.1:%d",
        "static:///127.0.0.1:%d,127.0.0.1:%d",
        " static:///127.0.0.1:%d , 127.0.0.1:%d "
      })
  void spreadsCallsOverReplicas(String target) {
    ManagedChannel channel = connect(target.formatted(port(host("a", 0)), port(host("b", 0))));
    await().atMost(LONG).untilAsserted(() -> assertThat(names(channel, 2)).contains("a", "b"));
  }

  @Test
  void aServerThatIsDownIsUnavailableAndUsedAgainOnceItIsBack() {
    ServerHost first = host("first", 0);
    ManagedChannel channel = connect("127.0.0.1:" + port(first));
    first.close();
    await()
        .atMost(LONG)
        .untilAsserted(
            () ->
                assertThatExceptionOfType(StatusRuntimeException.class)
                    .isThrownBy(() -> EchoService.call(channel, "who"))
                    .satisfies(
                        e ->
                            assertThat(e.getStatus().getCode())
                                .isEqualTo(Status.Code.UNAVAILABLE)));
    host("second", port(first));
    assertThat(Channels.awaitReady(channel, LONG)).isTrue();
    assertThat(EchoService.call(channel, "who")).isEqualTo("second");
  }

  @Test
  void oneReplicaDownCostsNothingAndIsUsedAgainOnceItIsBack() {
    ServerHost a = host("a", 0);
    ServerHost b = host("b", 0);
    ManagedChannel channel = connect("127.0.0.1:%d,127.0.0.1:%d".formatted(port(a), port(b)));
    await().atMost(LONG).untilAsserted(() -> assertThat(names(channel, 2)).contains("a", "b"));
    b.close();
    assertThat(names(channel, 10)).containsExactly("a");
    assertThat(channel.getState(false)).isEqualTo(ConnectivityState.READY);
    host("b again", port(b));
    await().atMost(LONG).untilAsserted(() -> assertThat(names(channel, 2)).contains("b again"));
  }

  @Test
  void aServerThatIsNotThereEndsTheWait() throws IOException {
    int free;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      free = socket.getLocalPort();
    }
    Channels channels = Channels.to("127.0.0.1:" + free, ChannelSettings.DEFAULT);
    assertThatExceptionOfType(NotConnectedException.class)
        .isThrownBy(() -> channels.connect(Duration.ofMillis(50)))
        .withMessage("no connection to dns:///127.0.0.1:%d within 50ms", free);
  }

  @Test
  void aReplyThatIsTooLargeFailsItsCall() {
    ServerHost host = host("x".repeat(2000), 0);
    ChannelSettings small =
        Settings.defaults(ChannelSettings.class, Map.of("max-message-size", "1KiB"));
    ManagedChannel channel = Channels.to("127.0.0.1:" + port(host), small).connect(LONG);
    open.add(channel::shutdownNow);
    assertThatExceptionOfType(StatusRuntimeException.class)
        .isThrownBy(() -> EchoService.call(channel, "who"))
        .satisfies(
            e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '"',
      value = {
        "keep-alive ~ 9999ms ~ keep-alive: '9999ms' is not allowed; allowed: 10s or more",
        "keep-alive-timeout ~ 9ms ~ keep-alive-timeout: '9ms' is not allowed; allowed: 10ms or"
            + " more",
      })
  void whatGrpcWouldRaiseInSilenceIsRefused(String key, String value, String complaint) {
    assertThatThrownBy(() -> Settings.defaults(ChannelSettings.class, Map.of(key, value)))
        .isInstanceOf(SpecException.class)
        .hasMessageContaining(complaint);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '"',
      value = {
        "localhost ~ 'localhost' is not allowed; allowed: host:port, port 1 to 65535",
        "localhost:0 ~ 'localhost:0' is not allowed",
        "localhost:70000 ~ 'localhost:70000' is not allowed",
        "a:1,,b:2 ~ '' is not allowed; allowed: host:port",
        "http://a:1 ~ 'http://a:1' is not allowed; allowed: host:port, dns:///… or static:///…",
        "dns:///a:1,b:2 ~ allowed: one host:port behind dns:///",
        "dns://127.0.0.1:50061 ~ allowed: host:port, dns:///… or static:///…",
        "dns:///a/b:1 ~ allowed: host:port, dns:///… or static:///…",
        "dns:///[1]:1 ~ allowed: host:port, host an address or a name",
        "a_b:1 ~ allowed: host:port, host an address or a name",
        "static://h1:1,h2:2 ~ allowed: host:port, dns:///… or static:///…",
        "static://h/h1:1 ~ allowed: host:port, dns:///… or static:///…",
      })
  void aMalformedTargetIsRefused(String target, String complaint) {
    assertThatThrownBy(() -> Channels.to(target, ChannelSettings.DEFAULT))
        .isInstanceOf(SpecException.class)
        .hasMessageContaining("target: ")
        .hasMessageContaining(complaint);
  }
}
