package fanout.lab.trace.rule;

import fanout.lab.measure.Distribution;
import fanout.lab.terminal.Durations;
import fanout.lab.trace.Trace;
import fanout.runtime.spec.Spec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * The aggregator's span of a request and what the caller of it waited differ by the way there and
 * back, which is not less than nothing and not more than the tolerance. Where callers are known as
 * a distribution alone, its percentiles are held against those of the spans.
 */
@Spec.Name(value = "latencies-agree", doc = "spans last as long as their callers waited")
public record LatenciesAgree() implements TraceRule {
  private static final List<Double> PERCENTILES = List.of(10.0, 50.0, 90.0);

  @Override
  public List<String> faults(Evidence evidence) {
    List<String> faults = new ArrayList<>();
    Map<String, Duration> elapsed = evidence.asked().elapsed();
    for (Trace trace : evidence.traces()) {
      Duration waited = elapsed.get(trace.id());
      if (waited != null && !trace.roots().isEmpty()) {
        compare(trace.id(), root(trace), waited.toNanos(), evidence.tolerance(), faults);
      }
    }
    evidence.asked().serviceTimes().ifPresent(times -> compare(times, evidence, faults));
    return faults;
  }

  private static long root(Trace trace) {
    return trace.roots().getFirst().span().durationNanos();
  }

  private static void compare(Distribution callers, Evidence evidence, List<String> faults) {
    Histogram spans = new Histogram(Distribution.DIGITS);
    evidence.traces().stream()
        .filter(trace -> !trace.roots().isEmpty())
        .forEach(trace -> spans.recordValue(root(trace)));
    Distribution found = Distribution.of(spans);
    if (callers.count() > 0 && found.count() > 0) {
      for (double p : PERCENTILES) {
        String what = "p%.0f of all".formatted(p);
        compare(what, found.percentile(p), callers.percentile(p), evidence.tolerance(), faults);
      }
    }
  }

  private static void compare(
      String what, long span, long waited, Duration tolerance, List<String> faults) {
    if (Math.abs(waited - span) > tolerance.toNanos()) {
      faults.add(
          "%s: the span lasts %s, but the caller waited %s; tolerance %s."
              .formatted(
                  what,
                  Durations.format(span),
                  Durations.format(waited),
                  Durations.format(tolerance)));
    }
  }
}
