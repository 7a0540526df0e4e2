package fanout.lab.trial;

import fanout.lab.client.DashboardClient.Ask;
import fanout.lab.load.Arrivals;
import fanout.lab.load.Closed;
import fanout.lab.load.LoadGenerator;
import fanout.lab.load.LoadPlan;
import fanout.lab.load.LoadResult;
import fanout.lab.load.Target;
import fanout.lab.load.Time;
import fanout.lab.testbed.Testbed;
import fanout.lab.testbed.Testbed.MoreBackend;
import fanout.runtime.telemetry.Telemetry;
import io.grpc.Channel;
import io.grpc.Status;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Scope;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;

/**
 * Where a trial runs: a testbed, and the means to call it. For one thread.
 *
 * <p>All variants of a round ask under the same request ids, so that the backends draw the same
 * latencies and faults for each (common random numbers; Law, Simulation Modeling and Analysis,
 * 11.2): what differs between them is the variant and the machine's noise.
 */
public final class Bench {
  /** Longer than any call of an experiment may take. */
  private static final Duration DRAIN = Duration.ofSeconds(30);

  private final Testbed testbed;
  private final Backends backends;
  private final Size size;
  private final long seed;
  private final String round;
  private final Stop stop;

  /**
   * A bench for one trial.
   *
   * @param backends of the run that the trial belongs to
   * @param seed root of the experiment's draws
   * @param round names the round within the experiment
   */
  public Bench(Testbed testbed, Backends backends, Size size, long seed, String round, Stop stop) {
    this.testbed = testbed;
    this.backends = backends;
    this.size = size;
    this.seed = seed;
    this.round = round;
    this.stop = stop;
  }

  /** What is called. */
  public Testbed testbed() {
    return testbed;
  }

  /**
   * A backend beside those of the aggregator, for direct calls; the same for every trial that asks
   * for one with these settings. Needs {@link fanout.lab.testbed.Ability#MORE_BACKENDS}.
   *
   * @param name which of the three services it serves
   * @param settings texts by key, as {@link Testbed#startBackend} takes them
   */
  public MoreBackend backend(String name, Map<String, String> settings) {
    return backends.get(name, settings);
  }

  /** How much is to be done. */
  public Size size() {
    return size;
  }

  /** Names a request, the same for every variant of the round. */
  public String requestId(long index) {
    return "%d-%s-%d".formatted(seed, round, index);
  }

  /** So many dashboards, each caller awaiting its answer. */
  public Batch dashboards(Ask ask, int callers, int total) throws InterruptedException {
    return dashboards(ask, new Closed(callers), total);
  }

  /**
   * So many dashboards that bring the testbed into a state before the trial: nothing of them is
   * measured, and none is shown as an example.
   */
  public void prelude(Ask ask, int callers, int total) throws InterruptedException {
    dashboards(ask, callers, total);
    testbed.forget();
  }

  /** So many dashboards, as they arrive. */
  public Batch dashboards(Ask ask, Arrivals arrivals, int total) throws InterruptedException {
    ConcurrentLinkedQueue<Batch.Answer> answers = new ConcurrentLinkedQueue<>();
    Target target =
        (index, ended) -> {
          Ask named = ask.requestId(requestId(index));
          return testbed
              .dashboards()
              .start(
                  named,
                  call -> {
                    answers.add(new Batch.Answer(named, call));
                    ended.accept(call.status());
                  });
        };
    LoadResult load = load(target, arrivals, Optional.of((long) total), Optional.empty());
    return new Batch(List.copyOf(answers), load);
  }

  /**
   * Each call of a target as one request of that name in the example traces, whatever calls it is
   * made of; the target itself where nothing is traced.
   */
  public Target request(String name, Target target) {
    Telemetry telemetry = telemetry();
    if (!telemetry.tracing()) {
      return target;
    }
    return (index, ended) -> {
      Span span = telemetry.tracer().spanBuilder(name).setNoParent().startSpan();
      Consumer<Status> end =
          status -> {
            if (!status.isOk()) {
              span.setStatus(StatusCode.ERROR, status.getCode().name());
            }
            span.end();
            ended.accept(status);
          };
      try (Scope ignored = span.makeCurrent()) {
        return target.send(index, end);
      }
    };
  }

  /** Makes servers and channels of the trial's own leave spans in the example traces. */
  public Telemetry telemetry() {
    return testbed.telemetry();
  }

  /**
   * Calls of the orders backend itself, by request ids as the dashboards have them.
   *
   * @param channel to an orders backend
   * @param behavior of the backend for these calls; empty for its own
   */
  public OrdersCalls orders(Channel channel, String behavior) {
    return new OrdersCalls(channel, behavior, this::requestId);
  }

  /** So many calls, each caller awaiting its answer. */
  public LoadResult load(Target target, int callers, int total) throws InterruptedException {
    return load(target, new Closed(callers), Optional.of((long) total), Optional.empty());
  }

  /** So many calls, or for so long. */
  public LoadResult load(
      Target target, Arrivals arrivals, Optional<Long> total, Optional<Duration> duration)
      throws InterruptedException {
    LoadPlan plan =
        new LoadPlan(
            arrivals, total, duration, DRAIN, LoadPlan.USUAL_MOST_OPEN, seed ^ round.hashCode());
    LoadGenerator generator = new LoadGenerator(target, plan, Time.system());
    Runnable ended = stop.also(generator::stop);
    try {
      return generator.run();
    } finally {
      ended.run();
    }
  }
}
