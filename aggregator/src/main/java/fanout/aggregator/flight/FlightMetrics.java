package fanout.aggregator.flight;

import fanout.aggregator.plan.Plan;
import fanout.aggregator.section.SectionReport;
import fanout.runtime.telemetry.CallLabels;
import fanout.runtime.telemetry.Telemetry;
import io.grpc.Status.Code;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.DoubleHistogram;
import io.opentelemetry.api.metrics.LongUpDownCounter;
import io.opentelemetry.api.metrics.Meter;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Durations of requests and sections, and what is in flight. Strategies and join policies are
 * labels by name alone: their parameters come from callers, and would make time series without
 * bound. Thread-safe.
 */
final class FlightMetrics {
  private static final AttributeKey<String> JOIN = AttributeKey.stringKey("fanout.join");
  private static final AttributeKey<String> SECTION = AttributeKey.stringKey("fanout.section");
  private static final AttributeKey<String> OUTCOME = AttributeKey.stringKey("fanout.outcome");
  private static final AttributeKey<String> CODE = AttributeKey.stringKey("fanout.code");
  private static final List<Double> BOUNDS =
      List.of(
          0.0001, 0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0,
          5.0, 10.0);

  /** What a request or a section is told apart by; strategy and join policy by name. */
  private record Labels(
      CallLabels plan, AttributeKey<String> of, String name, String outcome, Code code) {
    Attributes attributes() {
      return plan.attributes().toBuilder()
          .put(of, name)
          .put(OUTCOME, outcome)
          .put(CODE, code.name())
          .build();
    }
  }

  private final boolean on;

  /** Bounded as what they are made of is: names of the program's own and codes. */
  private final Map<Labels, Attributes> attributes = new ConcurrentHashMap<>();

  private final DoubleHistogram requests;
  private final DoubleHistogram sections;
  private final LongUpDownCounter inFlight;
  private final LongUpDownCounter stray;

  FlightMetrics(Telemetry telemetry) {
    Meter meter = telemetry.meter();
    this.on = telemetry.measuring();
    this.requests =
        histogram(meter, "fanout.request.duration", "From the launch of a request to its fate");
    this.sections =
        histogram(meter, "fanout.section.duration", "From the first call of a section to its fate");
    this.inFlight =
        meter
            .upDownCounterBuilder("fanout.requests.in_flight")
            .setDescription("Requests under way")
            .build();
    this.stray =
        meter
            .upDownCounterBuilder("fanout.calls.stray")
            .setDescription("Calls under way whose request has ended; only with propagate=false")
            .build();
  }

  private static DoubleHistogram histogram(Meter meter, String name, String doc) {
    return meter
        .histogramBuilder(name)
        .setUnit("s")
        .setDescription(doc)
        .setExplicitBucketBoundariesAdvice(BOUNDS)
        .build();
  }

  void launched() {
    inFlight.add(1);
  }

  void request(Plan plan, FlightResult result) {
    inFlight.add(-1);
    if (on) {
      requests.record(
          seconds(result.elapsed()),
          attributes(
              plan,
              JOIN,
              plan.joinName(),
              outcome(result),
              result.culprit().map(FlightMetrics::code).orElse(Code.OK)));
    }
  }

  /** Complete, partial, or what became of the section because of which the request failed. */
  private static String outcome(FlightResult result) {
    return result
        .culprit()
        .map(culprit -> FlightSpans.name(culprit.outcome()))
        .orElse(result.completeness() == 1 ? "complete" : "partial");
  }

  void section(Plan plan, SectionReport report) {
    if (on) {
      sections.record(
          seconds(report.latency().orElse(Duration.ZERO)),
          attributes(
              plan, SECTION, report.name(), FlightSpans.name(report.outcome()), code(report)));
    }
  }

  private Attributes attributes(
      Plan plan, AttributeKey<String> of, String name, String outcome, Code code) {
    return attributes.computeIfAbsent(
        new Labels(plan.labels(), of, name, outcome, code), Labels::attributes);
  }

  private static Code code(SectionReport report) {
    return report.outcome().status().getCode();
  }

  void stray(int change) {
    if (change != 0) {
      stray.add(change);
    }
  }

  private static double seconds(Duration duration) {
    return duration.toNanos() / 1e9;
  }
}
