package fanout.runtime.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import fanout.runtime.balance.SpreadLoadBalancerProvider;
import fanout.runtime.settings.Settings;
import io.grpc.ManagedChannel;
import io.grpc.NameResolverRegistry;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Three replicas, one of which fails every call until it is mended. */
class EjectionOnTheWireTest {
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final int ROUND = 60;

  /** One server, and how often it was called. */
  private static final class Replica {
    private final AtomicInteger calls = new AtomicInteger();
    private volatile boolean broken;
    private final ServerHost host;

    Replica() {
      host =
          ServerHost.builder(Settings.defaults(ServerSettings.class, Map.of("data-port", "0")))
              .service(new EchoService(this::answer))
              .build()
              .start();
    }

    private String answer(String request) {
      calls.incrementAndGet();
      if (broken) {
        throw new IllegalStateException("broken");
      }
      return request;
    }

    int callsIn(Runnable round) {
      int before = calls.get();
      round.run();
      return calls.get() - before;
    }
  }

  private final List<Replica> replicas =
      Stream.generate(Replica::new).limit(3).collect(Collectors.toCollection(ArrayList::new));
  private final Replica bad = replicas.getLast();
  private final NamedReplicas dns = new NamedReplicas();
  private ManagedChannel channel = open("static", "round_robin", "none");

  @BeforeEach
  void standInForDns() {
    NameResolverRegistry.getDefaultRegistry().register(dns);
  }

  @AfterEach
  void close() {
    NameResolverRegistry.getDefaultRegistry().deregister(dns);
    channel.shutdownNow();
    replicas.forEach(replica -> replica.host.close());
  }

  private ManagedChannel open(String scheme, String balancer, String eject) {
    ChannelSettings settings =
        Settings.defaults(ChannelSettings.class, Map.of("eject", eject, "reconnect", "20ms"));
    List<InetSocketAddress> addresses =
        replicas.stream().map(replica -> replica.host.dataAddress()).toList();
    dns.name("replicas.test", addresses);
    String list =
        addresses.stream()
            .map(address -> "127.0.0.1:" + address.getPort())
            .collect(Collectors.joining(","));
    return Channels.to(scheme.equals("dns") ? "dns:///replicas.test:1" : list, settings)
        .serviceConfig(
            balancer.equals("fanout_spread") ? SpreadLoadBalancerProvider.SERVICE_CONFIG : Map.of())
        .connect(LONG);
  }

  private void reopen(String scheme, String balancer, String eject) {
    channel.shutdownNow();
    channel = open(scheme, balancer, eject);
    await()
        .atMost(LONG)
        .until(() -> replicas.stream().allMatch(replica -> replica.callsIn(this::round) > 0));
  }

  private void round() {
    for (int call = 0; call < ROUND; call++) {
      try {
        EchoService.call(channel, "hello");
      } catch (StatusRuntimeException e) {
        assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.UNKNOWN);
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '>',
      value = {
        "static > round_robin > failures(interval=200ms,base=300ms,calls=5)",
        "static > round_robin > success-rate(interval=200ms,base=300ms,calls=5)",
        "static > fanout_spread > failures(interval=200ms,base=300ms,calls=5)",
        "dns > fanout_spread > failures(interval=200ms,base=300ms,calls=5)"
      })
  void aReplicaThatFailsGetsNoMoreCallsAndComesBackAfterAWhile(
      String scheme, String balancer, String eject) {
    reopen(scheme, balancer, eject);
    bad.broken = true;

    await().atMost(LONG).until(() -> bad.callsIn(this::round) == 0);

    bad.broken = false;
    await().atMost(LONG).until(() -> bad.callsIn(this::round) >= ROUND / 4);
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "failures(interval=20ms,base=1h,calls=1000000)"})
  void whereNobodyIsJudgedEverybodyStays(String eject) {
    reopen("static", "round_robin", eject);
    bad.broken = true;
    for (int round = 0; round < 5; round++) {
      assertThat(bad.callsIn(this::round)).isEqualTo(ROUND / 3);
    }
  }

  /** The channel asks again every 20 ms, and is told each time; an interval is ten of them. */
  @Test
  void aNameThatIsResolvedAgainAndAgainForgetsNoFailure() {
    reopen("dns", "fanout_spread", "failures(interval=200ms,base=1h,calls=20)");
    bad.broken = true;

    await().atMost(LONG).until(() -> bad.callsIn(this::round) == 0);

    int answers = dns.answers();
    await().atMost(LONG).until(() -> dns.answers() > answers + 5);
    assertThat(bad.callsIn(this::round)).isZero();
  }
}
