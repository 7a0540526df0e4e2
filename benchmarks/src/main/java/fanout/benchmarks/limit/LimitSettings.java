package fanout.benchmarks.limit;

import fanout.runtime.spec.Spec.Default;
import fanout.runtime.spec.Spec.Doc;
import fanout.runtime.spec.SpecException;
import java.time.Duration;

/**
 * What {@link LimitBenchmark} is started with.
 *
 * @param length of each run, simulated
 * @param seed of every draw
 */
record LimitSettings(
    @Doc("length of each run, simulated") @Default("40s") Duration length,
    @Doc("seed of every draw") @Default("7") long seed) {
  LimitSettings {
    SpecException.require(
        length.compareTo(Duration.ofSeconds(20)) >= 0, "length", length, "20s or more");
  }
}
