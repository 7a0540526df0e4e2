package fanout.benchmarks.contender;

import fanout.aggregator.Aggregator;
import fanout.aggregator.AggregatorSettings;
import fanout.runtime.settings.Settings;
import fanout.runtime.spec.Spec;
import fanout.runtime.spec.Spec.Default;
import fanout.runtime.spec.Spec.Doc;
import fanout.runtime.telemetry.Telemetry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;

/**
 * The aggregator as it is shipped.
 *
 * @param threads where handlers and callbacks run
 * @param tracing what becomes of spans
 */
@Spec.Name(value = "fanout", doc = "the aggregator as it is shipped")
public record Fanout(
    @Doc("where handlers and callbacks run") @Default("event-loop") Threads threads,
    @Doc("what becomes of spans") @Default("built-in") Tracing tracing)
    implements Contender {
  /** A dashboard that lacks a section must not count as one: a cold start may take its time. */
  private static final String PLAN = "strategy=concurrent,join=all,budget=20s";

  private static final Duration CONNECT = Duration.ofSeconds(10);

  /** Where handlers and callbacks run. */
  public enum Threads {
    /** On gRPC's event loops, as shipped. */
    EVENT_LOOP,
    /** On a cached pool, as gRPC does it unless told otherwise. */
    POOL
  }

  /** What becomes of spans. */
  public enum Tracing {
    /** There is no telemetry at all, no metrics either. */
    NONE,
    /** As shipped: telemetry is there, and without an exporter nothing is traced. */
    BUILT_IN,
    /** There is an exporter, and a sampler that takes no trace. */
    UNSAMPLED,
    /** Every request leaves its spans in the batch exporter. */
    ALL
  }

  @Override
  public Serving serve(Surroundings around) {
    Telemetry telemetry = telemetry(around);
    Aggregator aggregator = Aggregator.start(settings(around), telemetry, executor());
    if (!aggregator.awaitBackends(CONNECT)) {
      throw new IllegalStateException("no connection to the backends within " + CONNECT);
    }
    return new Serving(
        aggregator.dataAddress(),
        () -> {
          aggregator.close();
          telemetry.close();
        });
  }

  private static AggregatorSettings settings(Surroundings around) {
    return Settings.defaults(
        AggregatorSettings.class,
        Map.of(
            "plan",
            PLAN,
            "data-port",
            "0",
            "admin-port",
            "0",
            "user-target",
            around.user(),
            "orders-target",
            around.orders(),
            "notifications-target",
            around.notifications()));
  }

  private Optional<Executor> executor() {
    return switch (threads) {
      case EVENT_LOOP -> Optional.empty();
      case POOL ->
          Optional.of(
              Executors.newCachedThreadPool(
                  Thread.ofPlatform().daemon().name("default-executor-", 0).factory()));
    };
  }

  /** By overrides, so that the environment of whoever measures changes nothing. */
  private Telemetry telemetry(Surroundings around) {
    Map<String, String> quiet = Map.of("OTEL_TRACES_EXPORTER", "none");
    return switch (tracing) {
      case NONE -> Telemetry.off();
      case BUILT_IN -> Telemetry.fromEnvironment("aggregator", quiet);
      case UNSAMPLED ->
          Telemetry.fromEnvironment(
              "aggregator",
              Map.of("OTEL_TRACES_EXPORTER", "none", "OTEL_TRACES_SAMPLER", "always_off"),
              List.of(around.otlp()));
      case ALL ->
          Telemetry.fromEnvironment(
              "aggregator",
              Map.of("OTEL_TRACES_EXPORTER", "none", "OTEL_TRACES_SAMPLER", "always_on"),
              List.of(around.otlp()));
    };
  }
}
