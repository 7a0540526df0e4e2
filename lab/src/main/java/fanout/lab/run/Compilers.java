package fanout.lab.run;

import fanout.lab.client.DashboardClient.Ask;
import fanout.lab.load.Closed;
import fanout.lab.load.Target;
import fanout.lab.testbed.InProcess;
import fanout.lab.testbed.Testbed;
import fanout.lab.trial.Backends;
import fanout.lab.trial.Bench;
import fanout.lab.trial.Size;
import fanout.lab.trial.Stop;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Optional;

/**
 * Gives the just-in-time compilers their work before anything is measured. An experiment whose
 * dashboards take 200 ms makes a few hundred calls: too few for its code ever to be compiled, and
 * enough for the compilers to be at work all the while on the cores that are measured.
 */
final class Compilers {
  private static final int CALLERS = 8;
  private static final int FEW = 64;
  private static final Duration SPELL = Duration.ofMillis(300);
  private static final Duration LOOK = Duration.ofMillis(40);

  /** Of a spell, how much they may still have to do after it. */
  private static final double REST_BELOW = 0.1;

  private Compilers() {}

  /**
   * Has the testbed answer as many dashboards as it can, under request ids of their own: until the
   * compilers rest where they are this process's, as after the first experiment of several, and for
   * as long as the testbed wants at most. A stop ends it.
   */
  static void feed(Testbed testbed, Size size, long seed, Stop stop) throws InterruptedException {
    Bench bench = new Bench(testbed, new Backends(testbed), size, seed, "fast", stop);
    long end = System.nanoTime() + size.time(testbed.warmUp()).toNanos();
    boolean local = testbed instanceof InProcess;
    boolean busy = true;
    while (busy && !stop.stopped() && end - System.nanoTime() > 0) {
      Duration left = Duration.ofNanos(end - System.nanoTime());
      Duration spell = local && left.compareTo(SPELL) > 0 ? SPELL : left;
      long before = compiling();
      bench.load(
          dashboards(testbed, bench), new Closed(CALLERS), Optional.empty(), Optional.of(spell));
      if (local) {
        digest(end);
        busy = compiling() - before > REST_BELOW * spell.toMillis();
      }
    }
  }

  /** Has the testbed answer a few at speed: what is done for the first time is slow. */
  static void exercise(Testbed testbed, Bench bench) throws InterruptedException {
    bench.load(dashboards(testbed, bench), CALLERS, FEW);
  }

  /** Leaves the cores to the compilers until they have done what they were given. */
  private static void digest(long end) throws InterruptedException {
    long before = -1;
    for (long now = compiling(); now > before && end - System.nanoTime() > 0; now = compiling()) {
      before = now;
      Thread.sleep(LOOK);
    }
  }

  private static Target dashboards(Testbed testbed, Bench bench) {
    Ask fast = Ask.of("u-1001").simulation("latency=200us");
    return (index, ended) ->
        testbed
            .dashboards()
            .start(
                fast.plan(index % 2 == 0 ? "strategy=concurrent" : "strategy=sequential")
                    .requestId(bench.requestId(index)),
                call -> ended.accept(call.status()));
  }

  private static long compiling() {
    return ManagementFactory.getCompilationMXBean().getTotalCompilationTime();
  }
}
