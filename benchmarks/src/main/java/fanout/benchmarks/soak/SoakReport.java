package fanout.benchmarks.soak;

import io.grpc.Status;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.AbstractHistogram;

/**
 * What a soak came to.
 *
 * @param elapsed how long calls were sent
 * @param deaths of backends
 * @param byCode the caller's calls by how they ended
 * @param accounts all of them
 * @param vitals at rest, after each cycle; the first one is after the warm-up
 * @param leaks that Netty has found
 * @param overrun of the budgets, in nanoseconds
 */
public record SoakReport(
    Duration elapsed,
    int deaths,
    Map<Status.Code, Long> byCode,
    List<Account> accounts,
    List<Vitals> vitals,
    List<String> leaks,
    AbstractHistogram overrun) {
  /** What a budget may be exceeded by: the wake-up of a thread on a machine that has the time. */
  public static final Duration SCHEDULING = Duration.ofMillis(5);

  /** No scheduler explains this: whatever took so long did not end with its budget. */
  private static final Duration HUNG = Duration.ofSeconds(2);

  /** Whether nothing was lost, nothing grew, nothing leaked and nothing hung. */
  public boolean passed() {
    return accounts.stream().allMatch(Account::balanced)
        && flat()
        && leaks.isEmpty()
        && overrun.getMaxValue() < HUNG.toNanos();
  }

  /** Whether the process holds no more at the end than after the warm-up. */
  public boolean flat() {
    return vitals.getLast().flatSince(vitals.getFirst());
  }

  /** The share of calls, in per cent, that outlasted their budget by more than scheduling. */
  public double late() {
    long within = overrun.getCountBetweenValues(0, SCHEDULING.toNanos());
    return 100.0 * (overrun.getTotalCount() - within) / Math.max(1, overrun.getTotalCount());
  }
}
