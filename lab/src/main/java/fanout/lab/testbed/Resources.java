package fanout.lab.testbed;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.util.concurrent.ConcurrentLinkedDeque;
import org.slf4j.LoggerFactory;

/** What a testbed has to close, last one first. Thread-safe. */
final class Resources implements AutoCloseable {
  private final ConcurrentLinkedDeque<AutoCloseable> open = new ConcurrentLinkedDeque<>();

  /** Keeps one, to be closed before those that are kept already. */
  @CanIgnoreReturnValue
  <T extends AutoCloseable> T owned(T resource) {
    open.push(resource);
    return resource;
  }

  /** One that does not close is told to the log, and does not keep the others open. */
  @Override
  public void close() {
    while (!open.isEmpty()) {
      try {
        open.pop().close();
      } catch (Exception e) {
        LoggerFactory.getLogger(Resources.class).warn("a part of the testbed did not close", e);
      }
    }
  }
}
