package fanout.aggregator.limit;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs tasks on the calling thread, one after the other: a task that is handed in by a task runs
 * after it and not within it. A call that ends at once lets in the next, which may end at once; a
 * queue of those would use up the stack. A task that throws is logged and keeps no other from its
 * turn. Thread-safe.
 */
final class Trampoline {
  private static final Logger LOG = LoggerFactory.getLogger(Trampoline.class);

  @SuppressWarnings("ThreadLocalUsage") // each limiter takes turns of its own
  private final ThreadLocal<@Nullable Deque<Runnable>> running = new ThreadLocal<>();

  void run(Collection<Runnable> tasks) {
    if (tasks.isEmpty()) {
      return;
    }
    Deque<Runnable> outer = running.get();
    if (outer != null) {
      outer.addAll(tasks);
      return;
    }
    Deque<Runnable> mine = new ArrayDeque<>(tasks);
    running.set(mine);
    try {
      for (Runnable task = mine.poll(); task != null; task = mine.poll()) {
        safely(task);
      }
    } finally {
      running.remove();
    }
  }

  private static void safely(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException | Error e) {
      LOG.error("could not tell a call that its turn has come", e);
    }
  }
}
