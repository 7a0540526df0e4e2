package fanout.benchmarks.limit;

import fanout.backend.latency.LatencyModel;
import java.time.Duration;
import java.util.List;

/**
 * A server under open-loop load: callers come whether or not others have been answered, and leave
 * at their deadline. The server works on {@code servers} calls at once, the rest wait inside it in
 * the order of arrival, without bound. It does not hear of callers who leave: that is what makes
 * overload a collapse, for it then works on calls that nobody waits for.
 *
 * @param servers calls that it works on at once
 * @param service how long it works on one
 * @param slowdown by what factor it works longer in the second half; 1: it does not
 * @param deadlines callers have one of these time-outs, each as likely
 * @param length from the first arrival to the last
 */
record Overload(
    String name,
    int servers,
    LatencyModel service,
    double slowdown,
    List<Duration> deadlines,
    Duration length) {
  private static final Duration WARM_UP = Duration.ofSeconds(5);

  /** Calls a second that it can answer in the first half. */
  double capacity() {
    return servers * 1e9 / service.meanNanos();
  }

  /** What arrives before counts for nothing: limits have to learn. */
  long warmUpNanos() {
    return WARM_UP.toNanos();
  }

  /** The service time from a draw of the model. */
  long stretched(double drawn, long now) {
    boolean slow = 2 * now > length.toNanos();
    return Math.max(1, Math.round(slow ? drawn * slowdown : drawn));
  }
}
