package fanout.benchmarks.abuse;

import static org.assertj.core.api.Assertions.assertThat;

import fanout.lab.testbed.InProcess;
import fanout.lab.testbed.TestbedSettings;
import fanout.runtime.server.ChannelSettings;
import fanout.runtime.server.Channels;
import fanout.runtime.server.ServerHost;
import fanout.runtime.server.ServerSettings;
import fanout.runtime.settings.Settings;
import fanout.v1.DashboardServiceGrpc;
import fanout.v1.GetDashboardRequest;
import io.grpc.ManagedChannel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Strangers who keep no rule of HTTP/2. After each attack an honest caller, who was connected
 * before it, has a whole dashboard.
 */
class AbuseTest {
  private static final String METHOD =
      DashboardServiceGrpc.getGetDashboardMethod().getFullMethodName();
  private static final GetDashboardRequest HONEST =
      GetDashboardRequest.newBuilder().setUserId("u-1001").setPlan("budget=20s").build();
  private static final int WINDOW = 65_535;
  private static final int FLOOD = 50_000;
  private static final int FLUSH_EVERY = 500;

  /** Answers that wait: many times what one connection's buffers hold. */
  private static final int UNREAD = 2_000;

  /** Ten thousand by hand, where the limit of file descriptors allows it. */
  private static final int CONNECTIONS = Integer.getInteger("abuse.connections", 300);

  private static InProcess testbed;
  private static ManagedChannel honest;

  @BeforeAll
  static void start() {
    testbed =
        InProcess.start(
            new TestbedSettings(
                TestbedSettings.anyPorts(), "latency=0ms", Optional.empty(), 1, List.of(), false));
    honest =
        Channels.to("127.0.0.1:" + address().getPort(), ChannelSettings.DEFAULT)
            .connect(Duration.ofSeconds(10));
  }

  @AfterAll
  static void stop() {
    honest.shutdownNow();
    testbed.close();
  }

  private static InetSocketAddress address() {
    return testbed.aggregator().dataAddress();
  }

  /** Writes frames until the server has had enough. */
  private interface Flood {
    void write(RawHttp2 connection, int number) throws IOException;
  }

  private static final Flood RAPID_RESET =
      (stranger, number) -> {
        stranger.headers(2 * number + 1, METHOD);
        stranger.frame(RawHttp2.RST_STREAM, 0, 2 * number + 1, new byte[] {0, 0, 0, 8});
      };

  /** Fails where the server does not close the connection. */
  private static void endsItsConnection(InetSocketAddress server, Flood flood) throws IOException {
    try (RawHttp2 stranger = new RawHttp2(server, WINDOW)) {
      if (write(stranger, flood)) {
        stranger.awaitClosed();
      }
    }
  }

  /** Whether the connection took all of it. */
  private static boolean write(RawHttp2 stranger, Flood flood) {
    try {
      for (int i = 0; i < FLOOD; i++) {
        flood.write(stranger, i);
        if (i % FLUSH_EVERY == 0) {
          stranger.flush();
        }
      }
      stranger.flush();
      return true;
    } catch (IOException closed) {
      return false;
    }
  }

  @Test
  void callsTakenBackAsSoonAsMadeHarmNobodyElse() throws IOException {
    try (RawHttp2 stranger = new RawHttp2(address(), WINDOW)) {
      write(stranger, RAPID_RESET);
      stillServed();
    }
  }

  @Test
  void moreCallsTakenBackThanAllowedEndTheirConnection() throws IOException {
    ServerSettings few = Settings.defaults(ServerSettings.class, Map.of("max-resets", "100"));
    try (ServerHost server = ServerHost.builder(few).build().start()) {
      endsItsConnection(server.dataAddress(), RAPID_RESET);
    }
  }

  @Test
  void pingsWithoutEndEndTheirConnection() throws IOException {
    endsItsConnection(
        address(), (stranger, number) -> stranger.frame(RawHttp2.PING, 0, 0, new byte[8]));
    stillServed();
  }

  @Test
  void settingsWithoutEndHarmNobodyElse() throws IOException {
    try (RawHttp2 stranger = new RawHttp2(address(), WINDOW)) {
      write(stranger, (peer, number) -> peer.frame(RawHttp2.SETTINGS, 0, 0, new byte[0]));
      stillServed();
    }
  }

  @Test
  void headersWithoutEndEndTheirConnection() throws IOException {
    ByteArrayOutputStream more = new ByteArrayOutputStream();
    for (int i = 0; i < 100; i++) {
      RawHttp2.literal(more, "x-" + i, "v".repeat(100));
    }
    endsItsConnection(
        address(),
        (stranger, number) -> {
          if (number == 0) {
            stranger.frame(RawHttp2.HEADERS, 0, 1, RawHttp2.request(METHOD));
          }
          stranger.frame(RawHttp2.CONTINUATION, 0, 1, more.toByteArray());
        });
    stillServed();
  }

  @Test
  void aCallerWhoNeverReadsHoldsUpNobodyElse() throws IOException {
    try (RawHttp2 stranger = new RawHttp2(address(), 0)) {
      for (int i = 0; i < UNREAD; i++) {
        stranger.headers(2 * i + 1, METHOD);
        stranger.message(2 * i + 1, HONEST.toByteArray());
      }
      stranger.flush();
      stillServed();
    }
    stillServed();
  }

  @Test
  void aCallerWhoSendsNoMoreThanHeadersHoldsUpNobodyElse() throws IOException {
    try (RawHttp2 stranger = new RawHttp2(address(), WINDOW)) {
      for (int i = 0; i < 200; i++) {
        stranger.headers(2 * i + 1, METHOD);
      }
      stranger.flush();
      stillServed();
    }
  }

  @Test
  void aFrameLongerThanAllowedEndsItsConnection() throws IOException {
    endsItsConnection(
        address(), (stranger, number) -> stranger.frame(RawHttp2.DATA, 0, 1, new byte[20_000]));
    stillServed();
  }

  @Test
  void idleConnectionsHoldUpNobodyElse() throws IOException {
    List<RawHttp2> idle = new ArrayList<>();
    try {
      for (int i = 0; i < CONNECTIONS; i++) {
        idle.add(new RawHttp2(address(), WINDOW));
      }
      stillServed();
    } finally {
      for (RawHttp2 connection : idle) {
        connection.close();
      }
    }
  }

  private static void stillServed() {
    var dashboard =
        DashboardServiceGrpc.newBlockingStub(honest)
            .withDeadlineAfter(90, TimeUnit.SECONDS)
            .getDashboard(HONEST)
            .getDashboard();
    assertThat(dashboard.getCompleteness()).isEqualTo(1);
  }
}
