package fanout.lab.run;

import fanout.lab.testbed.Testbed;
import fanout.lab.trial.Arm;
import fanout.lab.trial.Backends;
import fanout.lab.trial.Bench;
import fanout.lab.trial.Design;
import fanout.lab.trial.Observation;
import fanout.lab.trial.Size;
import fanout.lab.trial.Stop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.LongSupplier;

/** Runs the rounds of a design, each variant once in each, in an order of its own. For one run. */
final class Rounds {
  private static final Duration WITH_THE_TESTBED = Duration.ofMillis(500);

  private final Design design;
  private final Testbed testbed;
  private final Backends backends;
  private final Size size;
  private final long seed;
  private final Stop stop;
  private final Progress progress;
  private final LongSupplier nanos;
  private final Liveness liveness = new Liveness();
  private final Map<String, List<Observation>> warmUps = new LinkedHashMap<>();
  private final Map<String, List<Observation>> trials = new LinkedHashMap<>();
  private boolean outOfTime;

  Rounds(Design design, Testbed testbed, Size size, long seed, Stop stop, Progress progress) {
    this(design, testbed, size, seed, stop, progress, System::nanoTime);
  }

  /** By a clock of the caller's own. */
  Rounds(
      Design design,
      Testbed testbed,
      Size size,
      long seed,
      Stop stop,
      Progress progress,
      LongSupplier nanos) {
    this.design = design;
    this.testbed = testbed;
    this.backends = new Backends(testbed);
    this.size = size;
    this.seed = seed;
    this.stop = stop;
    this.progress = progress;
    this.nanos = nanos;
  }

  /** Runs them all, or until stopped or out of time; only whole rounds count. */
  void run() throws Exception {
    long begin = nanos.getAsLong();
    long longest = 0;
    for (int i = 0; i < design.warmUps(); i++) {
      String what = "warm-up %d of %d".formatted(i + 1, design.warmUps());
      if (!round("warm-up-" + i, what, i, warmUps)) {
        return;
      }
    }
    for (int i = 0; i < design.trials(); i++) {
      long roundBegin = nanos.getAsLong();
      if (i >= size.leastTrials() && !fits(roundBegin - begin + longest)) {
        outOfTime = true;
        return;
      }
      String what = "round %d of %d".formatted(i + 1, design.trials());
      if (!round(name(i), what, design.warmUps() + i, trials)) {
        return;
      }
      longest = Math.max(longest, nanos.getAsLong() - roundBegin);
    }
  }

  private boolean fits(long nanos) {
    return size.limit().isEmpty() || nanos <= size.limit().get().toNanos();
  }

  /** Whether the size's time was up before all rounds had been run. */
  boolean outOfTime() {
    return outOfTime;
  }

  /** What names the draws of a round that counts. */
  static String name(int round) {
    return "round-" + round;
  }

  /** The observations that do not count, by label, of whole rounds. */
  Map<String, List<Observation>> warmUps() {
    return warmUps;
  }

  /** The observations that count, by label, of whole rounds. */
  Map<String, List<Observation>> trials() {
    return trials;
  }

  /** Whole rounds that count. */
  int complete() {
    return trials.values().stream().mapToInt(List::size).min().orElse(0);
  }

  private boolean round(String name, String what, int index, Map<String, List<Observation>> into)
      throws Exception {
    List<Arm> order = new ArrayList<>(design.withAgain());
    // Seeds of rounds in a row differ by one, and the first draws of Random, which does not mix its
    // seed, are alike then.
    Collections.shuffle(order, new SplittableRandom(seed * 31 + name.hashCode()));
    Map<String, Observation> found = new LinkedHashMap<>();
    for (Arm arm : order) {
      double rounds = index + found.size() / (double) order.size();
      progress.at(what + ": " + arm.name(), rounds / (design.warmUps() + design.trials()));
      Bench bench = new Bench(testbed, backends, size, seed, name, stop);
      if (stop.stopped()) {
        return false;
      }
      try {
        Observation trial = arm.trial().run(bench);
        liveness.check(arm.name(), name, trial);
        found.put(arm.name(), trial);
      } catch (Exception e) {
        // What ends this process ends those of the testbed as well, and they may be the first.
        if (stop.comesWithin(WITH_THE_TESTBED)) {
          return false;
        }
        throw e;
      }
    }
    if (stop.stopped()) {
      return false;
    }
    for (Arm arm : design.withAgain()) {
      into.computeIfAbsent(arm.name(), key -> new ArrayList<>())
          .add(Objects.requireNonNull(found.get(arm.name())));
    }
    return true;
  }
}
