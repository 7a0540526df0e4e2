package fanout.runtime.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import fanout.runtime.balance.SpreadLoadBalancerProvider;
import fanout.runtime.settings.Settings;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
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
  private ManagedChannel channel = open("round_robin", "none");

  @AfterEach
  void close() {
    channel.shutdownNow();
    replicas.forEach(replica -> replica.host.close());
  }

  private ManagedChannel open(String balancer, String eject) {
    ChannelSettings settings =
        Settings.defaults(ChannelSettings.class, Map.of("eject", eject, "reconnect", "20ms"));
    String target =
        replicas.stream()
            .map(replica -> "127.0.0.1:" + replica.host.dataAddress().getPort())
            .collect(Collectors.joining(","));
    return Channels.to(target, settings)
        .serviceConfig(
            balancer.equals("fanout_spread") ? SpreadLoadBalancerProvider.SERVICE_CONFIG : Map.of())
        .connect(LONG);
  }

  private void reopen(String balancer, String eject) {
    channel.shutdownNow();
    channel = open(balancer, eject);
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
        "round_robin > failures(interval=200ms,base=300ms,calls=5)",
        "round_robin > success-rate(interval=200ms,base=300ms,calls=5)",
        "fanout_spread > failures(interval=200ms,base=300ms,calls=5)"
      })
  void aReplicaThatFailsGetsNoMoreCallsAndComesBackAfterAWhile(String balancer, String eject) {
    reopen(balancer, eject);
    bad.broken = true;

    await().atMost(LONG).until(() -> bad.callsIn(this::round) == 0);

    bad.broken = false;
    await().atMost(LONG).until(() -> bad.callsIn(this::round) >= ROUND / 4);
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "failures(interval=20ms,base=1h,calls=1000000)"})
  void whereNobodyIsJudgedEverybodyStays(String eject) {
    reopen("round_robin", eject);
    bad.broken = true;
    for (int round = 0; round < 5; round++) {
      assertThat(bad.callsIn(this::round)).isEqualTo(ROUND / 3);
    }
  }
}
