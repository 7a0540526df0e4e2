package fanout.lab.load;

import fanout.lab.measure.Distribution;
import fanout.lab.measure.Summary;
import fanout.lab.terminal.Durations;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Why a result may not mean what it seems to mean. */
public final class Warnings {
  /** A generator that achieves less than this share of the rate asked for was too slow. */
  private static final double KEPT_UP = 0.99;

  /** Lateness below this is that of any timer. */
  private static final long TIMER = TimeUnit.MILLISECONDS.toNanos(1);

  /** Lateness above this share of the latency is no longer a detail of it. */
  private static final double SHARE = 0.1;

  private Warnings() {}

  /** One sentence for each reason; empty where there is none. */
  public static List<String> of(LoadResult result) {
    List<String> warnings = new ArrayList<>();
    Summary summary = result.summary();
    result.askedRps().ifPresent(asked -> behind(result, asked, warnings));
    late(summary, warnings);
    if (summary.refused() > 0) {
      warnings.add(
          "%,d calls that were due were refused: %,d were open already; no percentile knows of them"
              .formatted(summary.refused(), result.plan().mostOpen()));
    }
    if (summary.unfinished().count() > 0) {
      warnings.add(
          "%,d calls had not ended %s after the last start; their true latency is longer than counted"
              .formatted(summary.unfinished().count(), Durations.format(result.plan().drain())));
    }
    if (result.stopped()) {
      warnings.add("the run was stopped early");
    }
    return warnings;
  }

  private static void behind(LoadResult result, double asked, List<String> warnings) {
    if (result.achievedRps() < KEPT_UP * asked) {
      warnings.add(
          "the generator sent %,.1f calls/s of %,.1f/s asked: this is not the load that was asked for"
              .formatted(result.achievedRps(), asked));
    }
  }

  private static void late(Summary summary, List<String> warnings) {
    Distribution lateness = summary.lateness();
    long late = lateness.percentile(99);
    if (late > TIMER && late > SHARE * summary.all().latency().percentile(99)) {
      warnings.add(
          "the generator was the bottleneck: 1 %% of the calls left over %s late, which their latency"
                  .formatted(Durations.format(late))
              + " contains; slow the rate down, or give it a machine of its own");
    }
  }
}
