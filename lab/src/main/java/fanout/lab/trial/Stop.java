package fanout.lab.trial;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Ends an experiment early, with what it has. Thread-safe. */
public final class Stop {
  private final Set<Runnable> running = ConcurrentHashMap.newKeySet();
  private final CountDownLatch told = new CountDownLatch(1);

  /** Ends what is running now; nothing new begins. */
  public void stop() {
    told.countDown();
    running.forEach(Runnable::run);
  }

  /** Whether it was told to end. */
  public boolean stopped() {
    return told.getCount() == 0;
  }

  /** Whether it is told to end before this time is over. */
  public boolean comesWithin(Duration time) throws InterruptedException {
    return told.await(time.toNanos(), TimeUnit.NANOSECONDS);
  }

  /**
   * Something that a stop ends too.
   *
   * @return takes it out of reach again
   */
  public Runnable also(Runnable end) {
    running.add(end);
    if (stopped()) {
      end.run();
    }
    return () -> running.remove(end);
  }
}
