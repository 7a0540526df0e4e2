package fanout.lab.demo;

import fanout.lab.trace.Trace;
import fanout.v1.Dashboard;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** All that a demo found out. Immutable. */
public record DemoResult(
    long seed,
    Map<String, Duration> backends,
    Comparison comparison,
    Partial partialFailure,
    Limited timeLimit,
    Abandoned propagated,
    Abandoned notPropagated,
    Path traceFile,
    Optional<String> jaeger) {

  /** Where a person sees a trace, if that is known. */
  public Optional<String> link(Trace trace) {
    return jaeger.map(url -> url.replaceFirst("/+$", "") + "/trace/" + trace.id());
  }

  /**
   * One strategy: what theory says, what was measured, and the trace of a request at the median.
   */
  public record Strategy(Duration theory, Latencies measured, Trace median) {}

  /** The same requests in turn and at once. */
  public record Comparison(Strategy sequential, Strategy concurrent) {
    /** How many times faster the median became. */
    public double speedup() {
      return (double) sequential.measured.quantile(0.5).toNanos()
          / concurrent.measured.quantile(0.5).toNanos();
    }
  }

  /** A dashboard with a failing backend. */
  public record Partial(Dashboard dashboard, Duration elapsed, Trace trace) {}

  /** A dashboard with a slow backend cut off. */
  public record Limited(Duration limit, Dashboard dashboard, Duration elapsed, Trace trace) {}

  /**
   * A caller that left.
   *
   * @param left when it left
   * @param wasted time that the backends worked after that, all together
   */
  public record Abandoned(Duration left, Duration wasted) {}
}
