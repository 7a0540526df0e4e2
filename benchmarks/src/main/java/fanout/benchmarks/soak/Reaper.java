package fanout.benchmarks.soak;

import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Lets backends die and come back. Where one does not come back it kills no more, so that the soak
 * goes on and says so in the end. Not thread-safe.
 */
final class Reaper {
  private final List<? extends Mortal> backends;
  private final Duration between;
  private int deaths;
  private int returns;
  private @Nullable RuntimeException failure;

  /** What can die. */
  @FunctionalInterface
  interface Mortal {
    /** Dies, and is back when this returns. */
    void dieAndComeBack() throws InterruptedException;
  }

  /**
   * One that has killed nobody.
   *
   * @param between one death and the next, roughly
   */
  Reaper(List<? extends Mortal> backends, Duration between) {
    this.backends = backends;
    this.between = between;
  }

  /** Kills until then. Whoever has begun to die comes back, whether or not it is over by then. */
  void killUntil(CountDownLatch over, SplittableRandom random) throws InterruptedException {
    while (failure == null
        && !over.await(random.nextLong(2 * between.toMillis()), TimeUnit.MILLISECONDS)) {
      deaths++;
      try {
        backends.get(random.nextInt(backends.size())).dieAndComeBack();
        returns++;
      } catch (RuntimeException e) {
        failure = e;
      }
    }
  }

  /** How often a backend has died. */
  int deaths() {
    return deaths;
  }

  /** That all have come back; otherwise it names the reason. */
  Account account() {
    String name = "backends: deaths = came back";
    return new Account(failure == null ? name : name + " (" + failure + ")", deaths, returns);
  }
}
