package fanout.backend.pause;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class PauseReportTest {
  @Test
  void measuresEveryTimerAtEveryRate() throws InterruptedException {
    PauseReport.Plan plan =
        new PauseReport.Plan(
            List.of(0, 1_000),
            100,
            Duration.ofMillis(1),
            Duration.ofMillis(2),
            Duration.ofMillis(40),
            2);
    List<PauseReport.Row> rows = PauseReport.measure(plan).rows();
    assertThat(rows)
        .extracting(row -> row.timer() + " " + row.rate() + " " + row.waits())
        .containsExactly(
            "pause 0 0",
            "scheduled-thread-pool 0 0",
            "pause 1000 40",
            "scheduled-thread-pool 1000 40");
    assertThat(rows)
        .allSatisfy(
            row -> {
              assertThat(List.of(row.p50(), row.p90(), row.p99(), row.max())).isSorted();
              assertThat(row.cpuShare()).isBetween(0.0, 1.0);
            });
  }
}
