package fanout.benchmarks.bench;

import java.util.Deque;
import org.slf4j.LoggerFactory;

/** Closes what was opened, last one first. */
final class Closing {
  private Closing() {}

  /** Empties {@code resources}; one that does not close is logged and does not keep the others. */
  static void all(Deque<AutoCloseable> resources) {
    while (!resources.isEmpty()) {
      try {
        resources.pop().close();
      } catch (Exception e) {
        LoggerFactory.getLogger(Closing.class).warn("a part of a benchmark did not close", e);
      }
    }
  }
}
