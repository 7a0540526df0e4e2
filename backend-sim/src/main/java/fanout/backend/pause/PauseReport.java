package fanout.backend.pause;

import fanout.runtime.spec.SpecException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.function.ToLongFunction;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/**
 * How precise {@link Pause} is on this machine, beside the JDK's scheduler.
 *
 * <p>Both are measured in the same interleaved run, so that whatever else the machine does falls on
 * both; each figure is the median over the rounds. A wait's lateness runs from the time that was
 * asked for to the start of what follows it.
 *
 * @param rows one for each rate and timer
 */
public record PauseReport(List<Row> rows) {
  /**
   * What to measure.
   *
   * @param rates waits a second; 0 measures an idle timer
   * @param pending waits that are under way the whole time beside those measured
   * @param shortest the measured waits are evenly spread from this
   * @param longest to this
   * @param round how long each rate and timer is measured at a time
   * @param rounds how often
   */
  public record Plan(
      List<Integer> rates,
      int pending,
      Duration shortest,
      Duration longest,
      Duration round,
      int rounds) {
    public Plan {
      SpecException.require(
          !rates.isEmpty() && rates.stream().allMatch(rate -> rate >= 0 && rate <= 100_000),
          "rates",
          rates,
          "one or more, each 0 to 100000");
      SpecException.require(pending >= 0, "pending", pending, "0 or more");
      SpecException.require(shortest.isPositive(), "shortest", shortest, "more than 0ms");
      SpecException.require(
          longest.compareTo(shortest) >= 0, "longest", longest, "shortest or more");
      SpecException.require(round.isPositive(), "round", round, "more than 0ms");
      SpecException.require(rounds >= 1, "rounds", rounds, "1 or more");
      rates = List.copyOf(rates);
    }

    /** About ten seconds: idle, 100 and 1 000 waits a second, with 10 000 others pending. */
    public static Plan brief() {
      return new Plan(
          List.of(0, 100, 1_000),
          10_000,
          Duration.ofMillis(1),
          Duration.ofMillis(10),
          Duration.ofMillis(500),
          3);
    }
  }

  /**
   * One timer at one rate.
   *
   * @param timer {@code pause} or {@code scheduled-thread-pool}
   * @param rate waits a second
   * @param waits measured in a round
   * @param p50 median lateness
   * @param p90 exceeded by one wait in ten
   * @param p99 exceeded by one wait in a hundred
   * @param max the latest
   * @param cpuShare of one core, used by the timer thread
   */
  public record Row(
      String timer,
      int rate,
      long waits,
      Duration p50,
      Duration p90,
      Duration p99,
      Duration max,
      double cpuShare) {}

  private record Round(Histogram lateness, double cpuShare) {}

  private record Cell(int rate, String timer) {}

  /**
   * Measures, which takes about 2.5 times round × rounds × rates, and returns with every thread
   * ended.
   */
  public static PauseReport measure(Plan plan) throws InterruptedException {
    Map<Cell, List<Round>> rounds = new LinkedHashMap<>();
    for (int i = 0; i < plan.rounds(); i++) {
      for (int rate : plan.rates()) {
        for (Subject.Kind kind : Subject.Kind.values()) {
          rounds
              .computeIfAbsent(new Cell(rate, kind.text()), cell -> new ArrayList<>())
              .add(round(plan, rate, kind));
        }
      }
    }
    return new PauseReport(
        rounds.entrySet().stream().map(e -> row(e.getKey(), e.getValue())).toList());
  }

  private static Round round(Plan plan, int rate, Subject.Kind kind) throws InterruptedException {
    try (Subject subject = kind.open()) {
      for (int i = 0; i < plan.pending(); i++) {
        subject.schedule(Duration.ofHours(1).toNanos(), () -> {});
      }
      waits(subject, plan, 1_000, plan.round().dividedBy(4)); // compiles, and teaches the lead
      long cpu = cpuNanos(subject);
      long start = System.nanoTime();
      Histogram lateness = waits(subject, plan, rate, plan.round());
      return new Round(lateness, (double) (cpuNanos(subject) - cpu) / (System.nanoTime() - start));
    }
  }

  /** Starts waits at the rate, whatever becomes of them, and returns when the last has ended. */
  private static Histogram waits(Subject subject, Plan plan, int rate, Duration time)
      throws InterruptedException {
    Histogram lateness = new ConcurrentHistogram(Duration.ofMinutes(1).toNanos(), 3);
    int count = (int) (rate * time.toNanos() / 1_000_000_000L);
    if (count == 0) {
      Thread.sleep(time);
      return lateness;
    }
    SplittableRandom random = new SplittableRandom(count);
    CountDownLatch ended = new CountDownLatch(count);
    long start = System.nanoTime();
    for (int i = 0; i < count; i++) {
      LockSupport.parkNanos(start + i * 1_000_000_000L / rate - System.nanoTime());
      long asked = random.nextLong(plan.shortest().toNanos(), plan.longest().toNanos() + 1);
      long due = System.nanoTime() + asked;
      subject.schedule(
          asked,
          () -> {
            lateness.recordValue(Math.max(0, System.nanoTime() - due));
            ended.countDown();
          });
    }
    ended.await();
    return lateness;
  }

  private static long cpuNanos(Subject subject) {
    return ManagementFactory.getThreadMXBean().getThreadCpuTime(subject.thread().threadId());
  }

  private static Row row(Cell cell, List<Round> rounds) {
    return new Row(
        cell.timer(),
        cell.rate(),
        rounds.getFirst().lateness().getTotalCount(),
        median(rounds, histogram -> histogram.getValueAtPercentile(50)),
        median(rounds, histogram -> histogram.getValueAtPercentile(90)),
        median(rounds, histogram -> histogram.getValueAtPercentile(99)),
        median(rounds, Histogram::getMaxValue),
        rounds.stream().mapToDouble(Round::cpuShare).sorted().toArray()[rounds.size() / 2]);
  }

  private static Duration median(List<Round> rounds, ToLongFunction<Histogram> figure) {
    return Duration.ofNanos(
        rounds.stream()
            .mapToLong(round -> figure.applyAsLong(round.lateness()))
            .sorted()
            .toArray()[rounds.size() / 2]);
  }
}
