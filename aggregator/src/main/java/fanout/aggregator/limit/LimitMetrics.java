package fanout.aggregator.limit;

import fanout.aggregator.limit.Shed.Reason;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.Meter;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/**
 * Measures limiters by scope and kind of policy. The numbers in a policy come from callers and are
 * no labels: limits of one kind on one scope are measured as one, their figures added up.
 * Thread-safe.
 */
final class LimitMetrics implements AutoCloseable {
  private static final AttributeKey<String> SCOPE = AttributeKey.stringKey("fanout.limit.scope");
  private static final AttributeKey<String> POLICY = AttributeKey.stringKey("fanout.limit.policy");
  private static final AttributeKey<String> REASON = AttributeKey.stringKey("fanout.shed.reason");

  /** One line of each instrument. */
  record Series(String scope, String policy) {
    Attributes attributes() {
      return Attributes.of(SCOPE, scope, POLICY, policy);
    }
  }

  /** What there is to say of one series. */
  record Figures(Limiter.Load load, Map<Reason, Long> shed) {
    Figures plus(Figures other) {
      return new Figures(load.plus(other.load), sum(shed, other.shed));
    }

    static Map<Reason, Long> sum(Map<Reason, Long> one, Map<Reason, Long> other) {
      Map<Reason, Long> both = new EnumMap<>(one);
      other.forEach((reason, count) -> both.merge(reason, count, Long::sum));
      return both;
    }
  }

  private final Supplier<Map<Series, Figures>> figures;
  private final List<AutoCloseable> instruments;

  /** Reads {@code figures} whenever somebody collects. */
  LimitMetrics(Meter meter, Supplier<Map<Series, Figures>> figures) {
    this.figures = figures;
    this.instruments =
        List.of(
            gauge(
                meter, "fanout.limit.permits", "Calls that may be under way", Limiter.Load::limit),
            gauge(meter, "fanout.limit.in_use", "Calls under way", Limiter.Load::inFlight),
            gauge(meter, "fanout.limit.queued", "Calls that wait", Limiter.Load::queued),
            shed(meter));
  }

  private AutoCloseable gauge(
      Meter meter, String name, String doc, ToLongFunction<Limiter.Load> figure) {
    return meter
        .gaugeBuilder(name)
        .ofLongs()
        .setUnit("{call}")
        .setDescription(doc)
        .buildWithCallback(
            gauge ->
                figures
                    .get()
                    .forEach(
                        (series, those) ->
                            gauge.record(figure.applyAsLong(those.load), series.attributes())));
  }

  private AutoCloseable shed(Meter meter) {
    return meter
        .counterBuilder("fanout.limit.shed")
        .setUnit("{call}")
        .setDescription("Calls turned away")
        .buildWithCallback(
            counter ->
                figures
                    .get()
                    .forEach(
                        (series, those) ->
                            those.shed.forEach(
                                (reason, count) ->
                                    counter.record(count, attributes(series, reason)))));
  }

  private static Attributes attributes(Series series, Reason reason) {
    return series.attributes().toBuilder().put(REASON, reason.label()).build();
  }

  /** Ends them all. */
  @Override
  public void close() {
    for (AutoCloseable instrument : instruments) {
      try {
        instrument.close();
      } catch (Exception e) {
        throw new IllegalStateException("an instrument did not close", e);
      }
    }
  }
}
