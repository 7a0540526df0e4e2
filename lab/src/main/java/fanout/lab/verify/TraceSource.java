package fanout.lab.verify;

import fanout.lab.testbed.Testbed;
import fanout.lab.trace.JaegerQuery;
import fanout.lab.trace.Trace;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where the trace of a request is found once it has ended. */
@FunctionalInterface
public interface TraceSource {
  /** A trace, whole if it comes to that in time; empty where nothing of it came. */
  Optional<Trace> await(String traceId) throws InterruptedException;

  /** What a testbed received itself. */
  static TraceSource of(Testbed testbed) {
    Logger log = LoggerFactory.getLogger(TraceSource.class);
    return traceId -> {
      try {
        return Optional.of(testbed.awaitTrace(traceId));
      } catch (IllegalStateException e) {
        log.warn("{}", e.getMessage());
        return testbed.trace(traceId);
      }
    };
  }

  /**
   * A Jaeger; exporters send in batches, so a trace comes in pieces.
   *
   * @param limit how long to wait for the last piece
   */
  static TraceSource of(JaegerQuery jaeger, Duration limit) {
    Duration pause = Duration.ofMillis(100);
    return traceId -> {
      long end = System.nanoTime() + limit.toNanos();
      Optional<Trace> found = jaeger.trace(traceId);
      while (found.filter(Trace::isComplete).isEmpty() && System.nanoTime() < end) {
        TimeUnit.NANOSECONDS.sleep(pause.toNanos());
        found = jaeger.trace(traceId);
      }
      return found;
    };
  }
}
