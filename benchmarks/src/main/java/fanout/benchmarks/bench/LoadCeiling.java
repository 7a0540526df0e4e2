package fanout.benchmarks.bench;

import static fanout.benchmarks.bench.Goal.RATIO;
import static fanout.benchmarks.bench.Metric.CPU;
import static fanout.benchmarks.bench.Metric.P99;
import static fanout.benchmarks.bench.Metric.PER_CORE;
import static fanout.benchmarks.bench.Metric.THROUGHPUT;

import fanout.benchmarks.contender.Contender.Surroundings;
import fanout.benchmarks.contender.ContenderProcess;
import fanout.benchmarks.contender.Trivial;
import fanout.benchmarks.contender.Usage;
import fanout.lab.load.Arrivals;
import fanout.lab.load.Closed;
import fanout.lab.load.Constant;
import fanout.lab.load.LoadResult;
import fanout.lab.load.Rate;
import fanout.runtime.spec.Spec;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * How much the load generator can ask of a server that does nothing, for each core that it uses,
 * and how punctually it sends at a tenth of that.
 */
@Spec.Name(
    value = "load-ceiling",
    doc = "the load generator against h2load, on a server that does nothing")
public record LoadCeiling() implements Benchmark {
  private static final String OURS = "fanout load";
  private static final String PACED = "fanout load, 1,000 a second";
  private static final String H2LOAD = "h2load";
  private static final double RATE = 1_000;

  @Override
  public List<Goal> goals() {
    Goal own = Goal.high("calls a core", "1/s", PER_CORE, round -> round.of(OURS));
    Goal punctual =
        Goal.atMost(1_000, "lateness p99 at 1,000 a second", "µs", P99, r -> r.of(PACED));
    return H2Load.isInstalled()
        ? List.of(
            Goal.atLeast(
                0.5,
                "calls a core, over h2load's",
                RATIO,
                PER_CORE,
                round -> round.ratio(OURS, H2LOAD)),
            own,
            punctual)
        : List.of(own, punctual);
  }

  @Override
  public Probe open(Effort effort) throws InterruptedException {
    Deque<AutoCloseable> resources = new ArrayDeque<>();
    try {
      ContenderProcess server = ContenderProcess.start(new Trivial(), Surroundings.NOBODY);
      resources.push(server);
      Callers callers = new Callers(server, () -> 0);
      resources.push(callers);
      callers.warm("", effort.warmUp());
      return new Ceiling(resources, server, callers, effort.round());
    } catch (RuntimeException | InterruptedException e) {
      Closing.all(resources);
      throw e;
    }
  }

  private record Ceiling(
      Deque<AutoCloseable> resources, ContenderProcess server, Callers callers, Duration time)
      implements Probe {
    @Override
    public Readings round(SplittableRandom random) throws InterruptedException {
      Map<String, Map<Metric, Double>> arms = new LinkedHashMap<>();
      arms.put(OURS, ours(new Closed(Arm.MANY)));
      arms.put(PACED, paced());
      if (H2Load.isInstalled()) {
        arms.put(H2LOAD, H2Load.run(server.target(), Arm.MANY, time));
      }
      return new Readings(arms);
    }

    private Map<Metric, Double> ours(Arrivals arrivals) throws InterruptedException {
      Usage before = Usage.ofThisProcess();
      LoadResult result = callers.call(arrivals, "", time);
      double nanos = Usage.ofThisProcess().since(before).cpuNanos();
      double calls = result.summary().ok();
      return Map.of(
          THROUGHPUT, result.rps(), CPU, nanos / calls / 1e3, PER_CORE, calls / nanos * 1e9);
    }

    private Map<Metric, Double> paced() throws InterruptedException {
      LoadResult result = callers.call(new Constant(new Rate(RATE)), "", time);
      return Map.of(
          THROUGHPUT, result.rps(), P99, result.summary().lateness().percentile(99) / 1e3);
    }

    @Override
    public void close() {
      Closing.all(resources);
    }
  }
}
