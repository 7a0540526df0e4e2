package fanout.benchmarks.soak;

import java.util.Comparator;
import java.util.List;
import org.HdrHistogram.AbstractHistogram;

/**
 * Whether calls ended with their budgets, after the warm-up.
 *
 * @param windows one after another
 * @param overrun by how much calls outlasted their budgets, in nanoseconds; those that did not are
 *     zeros
 * @param late by how much a thread that only slept was woken late, in nanoseconds
 */
public record Punctuality(List<Timing> windows, AbstractHistogram overrun, AbstractHistogram late) {
  /** The windows that are judged; none where the machine never had the time to tell. */
  public List<Timing> quiet() {
    return windows.stream().filter(Timing::quiet).toList();
  }

  /** Whether no call of a quiet window outlasted its budget by more than is allowed there. */
  public boolean inTime() {
    return quiet().stream().allMatch(Timing::inTime);
  }

  /** What can be said of it, in words. */
  public String verdict() {
    List<Timing> quiet = quiet();
    if (quiet.isEmpty()) {
      return "not judged: in none of %d windows had the machine the time to tell"
          .formatted(windows.size());
    }
    String judged =
        "of %d windows %d were quiet and are judged, %d are not judged: "
            .formatted(windows.size(), quiet.size(), windows.size() - quiet.size());
    long punctual = quiet.stream().filter(Timing::punctual).count();
    if (punctual == quiet.size()) {
      return judged + "nothing lasted longer than its budget plus 5 ms of scheduling";
    }
    return judged
        + "in %d nothing lasted longer than its budget plus 5 ms of scheduling; the worst: %s"
            .formatted(punctual, worst(quiet));
  }

  private static Timing worst(List<Timing> quiet) {
    return quiet.stream()
        .max(Comparator.comparing(window -> window.overrun().minus(window.allowed())))
        .orElseThrow();
  }

  /** A distribution in words. */
  public static String spread(AbstractHistogram nanos) {
    return "p50 %.1f ms, p99 %.1f ms, max %.1f ms"
        .formatted(
            nanos.getValueAtPercentile(50) / 1e6,
            nanos.getValueAtPercentile(99) / 1e6,
            nanos.getMaxValue() / 1e6);
  }
}
