package fanout.benchmarks.soak;

import fanout.aggregator.Aggregator;
import fanout.aggregator.AggregatorSettings;
import fanout.lab.load.LoadGenerator;
import fanout.lab.load.LoadPlan;
import fanout.lab.load.Poisson;
import fanout.lab.load.Rate;
import fanout.lab.load.Target;
import fanout.lab.load.Time;
import fanout.runtime.server.ChannelSettings;
import fanout.runtime.server.Channels;
import fanout.runtime.settings.Settings;
import fanout.runtime.telemetry.Telemetry;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Calls without end, with every strategy, policy and fault, while backends die and come back; all
 * in this process, so that every side's books can be read. For a single run; not thread-safe.
 */
public final class Soak {
  private static final int CYCLES = 4;
  private static final Duration CONNECT = Duration.ofSeconds(10);

  /** Longer than any call of the mix takes. */
  private static final Duration AT_REST = Duration.ofSeconds(10);

  /** A call of the mix is tried three times at most, and each time it may hang. */
  private static final int MOST_BREAKS = 4;

  /** Between two readings of what is held at rest; less in a short soak. */
  private static final Duration APART = Duration.ofSeconds(5);

  private static final ThreadFactory REAPER = Thread.ofPlatform().name("soak-reaper").factory();

  private static final String BEHAVIOR =
      "latency=lognormal(p50=5ms,p99=40ms),error=UNAVAILABLE@1%,"
          + "capacity=limited(concurrent=200,queue=100)";

  private final Duration length;
  private final double rate;
  private final long seed;
  private final Duration betweenDeaths;
  private final Consumer<String> progress;
  private final LeakWatch leaks = LeakWatch.install();
  private final Books books = new Books();
  private final Map<String, MortalBackend> backends = new LinkedHashMap<>();
  private final Windows windows;

  /**
   * A soak to be run.
   *
   * @param length for which calls are sent
   * @param rate calls a second
   * @param seed of the mix and of who dies
   * @param betweenDeaths of backends, roughly
   * @param progress hears what is being done
   */
  public Soak(
      Duration length, double rate, long seed, Duration betweenDeaths, Consumer<String> progress) {
    this.length = length;
    this.rate = rate;
    this.seed = seed;
    this.betweenDeaths = betweenDeaths;
    this.progress = progress;
    this.windows = new Windows(length.dividedBy(CYCLES), System::nanoTime);
  }

  /** Runs it; when this returns everything that it started is gone. */
  public SoakReport run() throws InterruptedException {
    AggregatorSettings.SECTIONS.forEach(
        name -> backends.put(name, new MortalBackend(name, BEHAVIOR, books.section(name))));
    ScheduledExecutorService timer =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("soak-timer").factory());
    Telemetry telemetry =
        Telemetry.fromEnvironment("aggregator", Map.of("OTEL_TRACES_EXPORTER", "none"))
            .observed(
                books.sections().stream().map(Hop::onChannels).toList(),
                books.dashboards()::onServer);
    try (Aggregator aggregator = Aggregator.start(settings(), telemetry)) {
      aggregator.awaitBackends(CONNECT);
      String target = "127.0.0.1:" + aggregator.dataAddress().getPort();
      ManagedChannel channel = Channels.to(target, ChannelSettings.DEFAULT).connect(CONNECT);
      try {
        Channel followed = ClientInterceptors.intercept(channel, books.dashboards().onChannels());
        return soak(new Caller(followed, timer, seed, windows), telemetry);
      } finally {
        channel.shutdownNow();
      }
    } finally {
      telemetry.close();
      timer.shutdownNow();
      backends.values().forEach(MortalBackend::close);
    }
  }

  private AggregatorSettings settings() {
    Map<String, String> keys = new LinkedHashMap<>();
    keys.put("data-port", "0");
    keys.put("admin-port", "0");
    backends.forEach((name, backend) -> keys.put(name + "-target", backend.target()));
    return Settings.defaults(AggregatorSettings.class, keys);
  }

  private SoakReport soak(Caller caller, Telemetry telemetry) throws InterruptedException {
    SplittableRandom random = new SplittableRandom(seed);
    Reaper reaper = new Reaper(List.copyOf(backends.values()), betweenDeaths);
    List<Vitals> vitals = new ArrayList<>();
    for (int cycle = 1; cycle <= CYCLES; cycle++) {
      progress.accept("cycle %d of %d".formatted(cycle, CYCLES));
      cycle(caller, reaper, random);
      awaitRest(caller);
      vitals.add(vitals());
      progress.accept(vitals.getLast().toString());
    }
    List<HopReport> hops = books.hops();
    List<Account> accounts = new ArrayList<>(List.of(reaper.account()));
    accounts.addAll(books.accounts(caller, telemetry.prometheusText().get(), backends));
    return new SoakReport(
        reaper.deaths(),
        caller.ended(),
        hops,
        accounts,
        vitals,
        List.copyOf(leaks.finds()),
        windows.punctuality());
  }

  /** Load, and deaths beside it. */
  private void cycle(Caller caller, Reaper reaper, SplittableRandom random)
      throws InterruptedException {
    LoadPlan plan =
        LoadPlan.of(new Poisson(new Rate(rate)), length.dividedBy(CYCLES), random.nextLong());
    LoadGenerator generator = new LoadGenerator(numbered(caller), plan, Time.system());
    SplittableRandom fate = random.split();
    CountDownLatch over = new CountDownLatch(1);
    windows.beginCycle();
    try (Heartbeat heartbeat = new Heartbeat(windows);
        ExecutorService killing = Executors.newSingleThreadExecutor(REAPER)) {
      Future<?> done =
          killing.submit(
              () -> {
                reaper.killUntil(over, fate);
                return null;
              });
      try {
        generator.run();
      } finally {
        over.countDown();
      }
      done.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("the reaper failed", e.getCause());
    }
  }

  /** Calls of later cycles go on counting, so that no request id comes twice. */
  private static Target numbered(Caller caller) {
    long before = caller.sent();
    return (index, ended) -> caller.send(before + index, ended);
  }

  /** When this returns nothing hangs, or the books will say what does. */
  private void awaitRest(Caller caller) throws InterruptedException {
    boolean rest = false;
    for (int i = 0; i < MOST_BREAKS && !rest; i++) {
      CompletableFuture<Status> broken = new CompletableFuture<>();
      caller.send(caller.sent(), Ask.BREAK, broken::complete);
      // A call that does not end with its deadline is a matter of the books as well.
      broken.completeOnTimeout(Status.UNKNOWN, 2 * AT_REST.toSeconds(), TimeUnit.SECONDS).join();
      rest = books.awaitRest(AT_REST);
    }
    for (MortalBackend backend : backends.values()) {
      backend.ledgers(); // waits, too: what ignores its cancel is at work when its stream is gone
    }
    books.forgetSettled();
  }

  private Vitals vitals() throws InterruptedException {
    Vitals once = Vitals.now();
    Duration apart = length.dividedBy(4L * CYCLES);
    Thread.sleep(apart.compareTo(APART) < 0 ? apart : APART);
    return once.least(Vitals.now());
  }
}
