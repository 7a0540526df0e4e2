package fanout.lab.verify;

import static org.assertj.core.api.Assertions.assertThat;

import fanout.lab.client.DashboardClient.Ask;
import fanout.lab.testbed.InProcess;
import fanout.lab.testbed.TestbedSettings;
import fanout.lab.testbed.TracedTestbed;
import fanout.lab.trace.Trace;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TraceSourceTest {
  private static final TestbedSettings SETTINGS =
      new TestbedSettings(
          TestbedSettings.anyPorts(), "latency=0ms", Optional.empty(), 1, List.of(), true);

  /** Its root is the caller's, who keeps it; an interrupt ends the wait for it. */
  @Test
  void ofATraceThatStaysBrokenThereIsWhatCame() throws InterruptedException {
    try (InProcess testbed = InProcess.start(SETTINGS);
        TracedTestbed caller = TracedTestbed.of(testbed)) {
      String id = caller.dashboards().call(Ask.of("u-1")).orThrow().getTraceId();
      Trace came = testbed.trace(id).orElseThrow();
      assertThat(came.isComplete()).isFalse();

      Thread.currentThread().interrupt();
      Optional<Trace> found = TraceSource.of(testbed).await(id);

      assertThat(Thread.interrupted()).isTrue();
      assertThat(found).hasValueSatisfying(t -> assertThat(t.size()).isEqualTo(came.size()));
    }
  }
}
