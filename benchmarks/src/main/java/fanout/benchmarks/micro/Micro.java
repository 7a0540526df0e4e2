package fanout.benchmarks.micro;

import fanout.benchmarks.bench.Effort;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** Runs the benchmarks of this package: the time of one operation, and what it allocates. */
public final class Micro {
  private static final int WARM_UPS = 3;

  private Micro() {}

  /**
   * Runs them all and prints JMH's table.
   *
   * @param effort as many forks and rounds as it says, of the length that it says
   * @throws RunnerException if one of them fails
   */
  public static void run(Effort effort) throws RunnerException {
    TimeValue round = TimeValue.milliseconds(effort.round().toMillis());
    Options options =
        new OptionsBuilder()
            .include(Micro.class.getPackageName() + "\\.")
            .mode(Mode.AverageTime)
            .timeUnit(TimeUnit.NANOSECONDS)
            .forks(effort.forks())
            .warmupIterations(WARM_UPS)
            .warmupTime(round)
            .measurementIterations(effort.rounds())
            .measurementTime(round)
            .addProfiler(GCProfiler.class)
            .build();
    new Runner(options).run();
  }
}
