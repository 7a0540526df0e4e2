package fanout.lab.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import fanout.lab.client.DashboardClient;
import fanout.lab.client.DashboardClient.Ask;
import fanout.lab.client.Ledgers;
import fanout.lab.client.SimulatorClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What requests leave behind in a process that goes on. */
class LeftoversTest {
  private static final int REQUESTS = 200;

  /** The JVM and the runtime's carriers may add a few of their own; 200 requests would add more. */
  private static final int SLACK = 20;

  private static final List<String> STRATEGIES =
      List.of("sequential", "concurrent", "futures", "virtual-threads");

  private static long entries(Child child, String kind) throws IOException {
    try (Stream<Path> entries = Files.list(Path.of("/proc", Long.toString(child.pid()), kind))) {
      return entries.count();
    }
  }

  private static void leaveInMidFlight(DashboardClient dashboards, SimulatorClient simulator)
      throws Exception {
    List<Thread> callers = new ArrayList<>();
    for (int i = 0; i < REQUESTS; i++) {
      boolean patient = i % 2 == 0;
      String strategy = STRATEGIES.get(i / 2 % STRATEGIES.size());
      Ask ask = Ask.of("u-" + i).plan("budget=20s,strategy=" + strategy);
      callers.add(
          Thread.ofVirtual()
              .start(
                  () -> {
                    try {
                      if (patient) {
                        dashboards.call(ask);
                      } else {
                        dashboards.callAndLeave(ask, Duration.ofMillis(150), () -> {});
                      }
                    } catch (InterruptedException e) {
                      throw new IllegalStateException("nobody interrupts a caller", e);
                    }
                  }));
    }
    for (Thread caller : callers) {
      assertThat(caller.join(Child.LONG)).isTrue();
    }
    Ledgers.awaitIdle(simulator, Child.LONG);
  }

  @Test
  void requestsAndCancelsLeaveNoThreadAndNoFileOpen() throws Exception {
    assumeTrue(Files.isDirectory(Path.of("/proc/self/task")), "threads are counted in /proc");
    try (Child backend = Program.BACKEND.start("--behavior=latency=400ms");
        Child aggregator = Program.AGGREGATOR.start(Targets.all(backend))) {
      DashboardClient dashboards = aggregator.dashboards();
      SimulatorClient simulator = backend.simulator();
      leaveInMidFlight(dashboards, simulator);
      for (Child child : List.of(aggregator, backend)) {
        child.get("/metrics");
      }
      List<Long> before = counts(aggregator, backend);
      leaveInMidFlight(dashboards, simulator);
      await()
          .atMost(Child.LONG)
          .untilAsserted(
              () -> {
                List<Long> after = counts(aggregator, backend);
                for (int i = 0; i < before.size(); i++) {
                  assertThat(after.get(i)).isLessThan(before.get(i) + SLACK);
                }
              });
      assertThat(simulator.ledgers()).anyMatch(ledger -> ledger.getCancelled() > 0);
    }
  }

  private static List<Long> counts(Child... children) throws IOException {
    List<Long> counts = new ArrayList<>();
    for (Child child : children) {
      counts.add(entries(child, "task"));
      counts.add(entries(child, "fd"));
    }
    return counts;
  }
}
