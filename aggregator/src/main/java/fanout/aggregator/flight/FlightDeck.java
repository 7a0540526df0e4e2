package fanout.aggregator.flight;

import com.google.protobuf.Message;
import fanout.aggregator.attempt.AttemptControls;
import fanout.aggregator.limit.ConcurrencyLimit;
import fanout.aggregator.limit.Limiters;
import fanout.aggregator.section.Outcome;
import fanout.aggregator.source.SectionSource;
import fanout.aggregator.substitute.Memory;
import fanout.aggregator.substitute.Substitute.Filling;
import fanout.aggregator.substitute.Substitute.Stock;
import fanout.runtime.telemetry.Telemetry;
import io.grpc.Deadline;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Where requests take off: everything that lives longer than one of them. Thread-safe.
 *
 * <p>When {@link #close} returns, its timer and its pools have ended; requests still under way must
 * have landed before.
 */
public final class FlightDeck implements AutoCloseable {
  private static final int REMEMBERED_ANSWERS = 10_000;

  private final Map<String, SectionSource> sources;
  private final Telemetry telemetry;
  private final Deadline.Ticker ticker;
  private final FlightMetrics metrics;
  private final Memory memory;
  private final AttemptControls attempts;
  private final WorkerPools pools = new WorkerPools();
  private final Overdue overdue = new Overdue();
  final ScheduledThreadPoolExecutor timer;
  private final Limiters limiters;

  /**
   * A deck over these backends.
   *
   * @param ticker the clock of budgets and latencies
   */
  public FlightDeck(
      Map<String, SectionSource> sources, Telemetry telemetry, Deadline.Ticker ticker) {
    this.sources = Map.copyOf(sources);
    this.telemetry = telemetry;
    this.ticker = ticker;
    this.metrics = new FlightMetrics(telemetry);
    this.memory = new Memory(REMEMBERED_ANSWERS, ticker);
    this.timer =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("flight-timer").factory());
    timer.setRemoveOnCancelPolicy(true);
    this.attempts = new AttemptControls(this::after, ticker, telemetry.meter());
    this.limiters = new Limiters(telemetry.meter(), ticker, this::after);
  }

  /**
   * Starts a request under the current gRPC and OpenTelemetry contexts, now or as soon as its
   * plan's {@code admission} lets it in, and returns at once, unless its strategy does not block
   * and everything ends on this very thread.
   *
   * @param watcher hears what becomes of it; see {@link FanOut} for what has ended by then
   * @throws io.grpc.StatusRuntimeException RESOURCE_EXHAUSTED if there are too many other limits
   */
  public void launch(FlightRequest request, Watcher watcher) {
    ConcurrencyLimit policy = request.plan().request().admission();
    if (policy.isUnlimited()) {
      takeOff(request, watcher);
    } else {
      new Admission(this, request, watcher).ask(limiters.get(Limiters.INBOUND, policy));
    }
  }

  void takeOff(FlightRequest request, Watcher watcher) {
    FanOut fanOut = new FanOut(this, request, watcher);
    overdue.add(fanOut);
    metrics.launched();
    fanOut.launch();
  }

  Overdue overdue() {
    return overdue;
  }

  AttemptControls attempts() {
    return attempts;
  }

  /** The backend of a section, behind its limit. */
  SectionSource source(String name, ConcurrencyLimit policy) {
    SectionSource source = Objects.requireNonNull(sources.get(name), name);
    return policy.isUnlimited()
        ? source
        : new LimitedSource(source, () -> limiters.get(name, policy));
  }

  Telemetry telemetry() {
    return telemetry;
  }

  Deadline.Ticker ticker() {
    return ticker;
  }

  FlightMetrics metrics() {
    return metrics;
  }

  /**
   * A fate with the section's substitute in its place, where the plan has one and it is called for.
   */
  Outcome withSubstitute(SectionFlight section, String userId, Outcome fate) {
    if (fate instanceof Outcome.Loaded(var data) && section.plan.substitute().remembers()) {
      memory.put(section.name(), userId, data);
    }
    return fate.isReplaceable()
        ? section
            .plan
            .substitute()
            .find(stock(section.source, userId))
            .<Outcome>map(found -> new Outcome.Substituted(found.data(), found.age(), fate))
            .orElse(fate)
        : fate;
  }

  private Stock stock(SectionSource source, String userId) {
    return new Stock() {
      @Override
      public Message empty() {
        return source.empty();
      }

      @Override
      public Optional<Filling> lastGood() {
        return memory.get(source.name(), userId);
      }
    };
  }

  /**
   * For hedges and retries, for the queues of the limits, and for the section limits of {@code
   * propagate=false}: elsewhere gRPC's own deadline ends the calls.
   */
  Future<?> after(Duration delay, Runnable task) {
    return timer.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
  }

  ThreadPoolExecutor pool(int threads, int queue) {
    return pools.get(threads, queue);
  }

  /** Whether no timer is pending, no call waits for a thread, and no permit is in use. */
  boolean isIdle() {
    return timer.getQueue().isEmpty() && pools.isIdle() && limiters.isIdle();
  }

  void strayStarted(int calls) {
    metrics.stray(calls);
  }

  void strayEnded() {
    metrics.stray(-1);
  }

  @Override
  public void close() {
    overdue.close();
    limiters.close();
    timer.shutdownNow();
    pools.close();
    timer.close();
  }
}
