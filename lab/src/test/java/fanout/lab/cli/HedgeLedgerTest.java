package fanout.lab.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import fanout.backend.ledger.Ledger;
import fanout.backend.ledger.LedgerCounts;
import fanout.lab.client.DashboardClient.Ask;
import fanout.lab.testbed.InProcess;
import fanout.v1.AttemptReport;
import fanout.v1.Outcome;
import fanout.v1.Section;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What hedging costs, in the books of a real backend. */
class HedgeLedgerTest {
  private static final int CALLS = 20;
  private static final String HEDGED =
      "sections=orders,budget=60s; orders:hedge=fixed(after=50ms,hedges=4),retry=none";

  @Test
  void everyLoserStandsInTheLedgerWithTheWorkThatItWasted() {
    try (InProcess testbed = CommandLines.testbed()) {
      Ledger ledger =
          Objects.requireNonNull(testbed.backends().get("orders")).backend("orders").ledger();
      LedgerCounts before = ledger.read();
      List<Section> sections = new ArrayList<>();
      for (int call = 0; call < CALLS; call++) {
        sections.add(
            testbed
                .dashboards()
                .call(
                    Ask.of("u-1")
                        .requestId("hedged-" + call)
                        .plan(HEDGED)
                        .simulation("orders:latency=0ms,hang@30%"))
                .dashboard()
                .orElseThrow()
                .getSections(0));
      }

      int attempts = sections.stream().mapToInt(Section::getAttempts).sum();
      int won =
          sections.stream()
              .map(Section::getAttemptReport)
              .mapToInt(AttemptReport::getHedgesWon)
              .sum();
      await().until(() -> ledger.read().inFlight() == 0);
      LedgerCounts after = ledger.read();
      assertThat(sections).allMatch(section -> section.getOutcome() == Outcome.OUTCOME_LOADED);
      assertThat(won).as("seeded: some first attempts hang").isPositive();
      long started = after.started() - before.started();
      long finished = after.finished() - before.finished();
      long cancelled = after.cancelled() - before.cancelled();
      assertThat(started).as("every attempt has one fate").isEqualTo(finished + cancelled);
      assertThat(started)
          .as("a hedge that a busy machine adds may be called off before it arrives")
          .isBetween((long) CALLS + won, (long) attempts);
      assertThat(cancelled).as("each call that hung was called off").isBetween((long) won, started);
      assertThat(after.worked().minus(before.worked()).toMillis())
          .as("each first attempt that lost was worked on until its hedge was answered")
          .isGreaterThanOrEqualTo(won * 40L);
    }
  }
}
