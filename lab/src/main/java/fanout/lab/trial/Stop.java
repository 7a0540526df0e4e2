package fanout.lab.trial;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Ends an experiment early, with what it has. Thread-safe. */
public final class Stop {
  private final Set<Runnable> running = ConcurrentHashMap.newKeySet();
  private volatile boolean stopped;

  /** Ends what is running now; nothing new begins. */
  public void stop() {
    stopped = true;
    running.forEach(Runnable::run);
  }

  /** Whether it was told to end. */
  public boolean stopped() {
    return stopped;
  }

  /**
   * Something that a stop ends too.
   *
   * @return takes it out of reach again
   */
  public Runnable also(Runnable end) {
    running.add(end);
    if (stopped) {
      end.run();
    }
    return () -> running.remove(end);
  }
}
