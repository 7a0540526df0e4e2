package fanout.aggregator.flight;

import fanout.aggregator.attempt.AttemptCounts;
import fanout.aggregator.plan.Plan;
import fanout.aggregator.section.Outcome;
import fanout.aggregator.section.SectionReport;
import fanout.runtime.telemetry.Contexts;
import fanout.runtime.telemetry.Telemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The spans of one request between the SERVER span and the CLIENT spans: one for the fan-out, one
 * for each section. A section that is missing is an error of the section's span only; the fan-out's
 * span is an error only where the request fails, so that a partial success does not look like one.
 *
 * <p>Where the span of the fan-out is not recorded (nothing is traced, or the sampler does not want
 * this request) none is made for the sections.
 */
final class FlightSpans {
  private static final AttributeKey<String> SECTION = AttributeKey.stringKey("fanout.section");
  private static final AttributeKey<String> OUTCOME = AttributeKey.stringKey("fanout.outcome");
  private static final AttributeKey<String> CODE = AttributeKey.stringKey("fanout.code");
  private static final AttributeKey<String> REASON = AttributeKey.stringKey("fanout.reason");
  private static final AttributeKey<Boolean> CANCELLED =
      AttributeKey.booleanKey("fanout.cancelled");
  private static final AttributeKey<Boolean> REQUIRED = AttributeKey.booleanKey("fanout.required");
  private static final AttributeKey<Long> SHARDS = AttributeKey.longKey("fanout.shards");
  private static final AttributeKey<Long> ATTEMPTS = AttributeKey.longKey("fanout.attempts");
  private static final AttributeKey<Long> HEDGES = AttributeKey.longKey("fanout.hedges");
  private static final AttributeKey<Long> HEDGES_WON = AttributeKey.longKey("fanout.hedges_won");
  private static final AttributeKey<Long> RETRIES = AttributeKey.longKey("fanout.retries");
  private static final AttributeKey<Double> BUDGET_LEFT =
      AttributeKey.doubleKey("fanout.budget_left_ms");
  private static final AttributeKey<Double> SUBSTITUTE_AGE =
      AttributeKey.doubleKey("fanout.substitute_age_ms");
  private static final AttributeKey<String> STRATEGY = AttributeKey.stringKey("fanout.strategy");
  private static final AttributeKey<String> JOIN = AttributeKey.stringKey("fanout.join");
  private static final AttributeKey<String> PLAN = AttributeKey.stringKey("fanout.plan");
  private static final AttributeKey<Double> COMPLETENESS =
      AttributeKey.doubleKey("fanout.completeness");

  /** The spans' names by their sections'; there are only so many sections. */
  private static final Map<String, String> NAMES = new ConcurrentHashMap<>();

  private final Tracer tracer;
  private final Span fanOut;
  private final Context context;

  /** Starts the span of the fan-out under the current span. */
  FlightSpans(Telemetry telemetry, Plan plan) {
    this.tracer = telemetry.tracer();
    Context parent = Contexts.openTelemetry();
    boolean wanted = telemetry.wants(parent);
    this.fanOut = wanted ? start(plan, parent) : Span.getInvalid();
    this.context = wanted ? parent.with(fanOut) : parent;
  }

  private Span start(Plan plan, Context parent) {
    return tracer
        .spanBuilder(plan.spanName())
        .setParent(parent)
        .setAttribute(STRATEGY, plan.strategyText())
        .setAttribute(JOIN, plan.joinText())
        .setAttribute(PLAN, plan.toString())
        .startSpan();
  }

  /** The context under which the strategy runs. */
  Context context() {
    return context;
  }

  /** Starts the span of a section and gives the context for its calls. */
  Context start(SectionFlight section) {
    return fanOut.isRecording() ? context.with(builder(section).startSpan()) : context;
  }

  private SpanBuilder builder(SectionFlight section) {
    return tracer
        .spanBuilder(NAMES.computeIfAbsent(section.name(), "section "::concat))
        .setParent(context)
        .setAttribute(SECTION, section.name());
  }

  /**
   * Ends the span of a section; one that never started gets a span of no length, so that its fate
   * is seen.
   */
  void end(SectionFlight section, SectionReport report) {
    if (!fanOut.isRecording()) {
      return;
    }
    Span span = section.span().orElseGet(() -> builder(section).startSpan());
    span.setAttribute(OUTCOME, name(report.outcome()));
    span.setAttribute(CODE, report.outcome().status().getCode().name());
    span.setAttribute(REQUIRED, report.required());
    span.setAttribute(SHARDS, section.plan.shards());
    span.setAttribute(ATTEMPTS, report.attempts());
    describe(span, report.counts());
    report.budgetLeft().ifPresent(left -> span.setAttribute(BUDGET_LEFT, millis(left)));
    describe(span, report.outcome());
    span.end();
  }

  private static void describe(Span span, AttemptCounts counts) {
    if (!counts.isUnused()) {
      span.setAttribute(HEDGES, (long) counts.hedges());
      span.setAttribute(HEDGES_WON, (long) counts.hedgesWon());
      span.setAttribute(RETRIES, (long) counts.retries());
    }
  }

  private static void describe(Span span, Outcome outcome) {
    String reason = outcome.reason();
    switch (outcome) {
      case Outcome.Loaded loaded -> {}
      case Outcome.Substituted substituted -> {
        span.setAttribute(REASON, reason);
        substituted.age().ifPresent(age -> span.setAttribute(SUBSTITUTE_AGE, millis(age)));
      }
      case Outcome.TimedOut timedOut -> span.setStatus(StatusCode.ERROR, reason);
      case Outcome.Failed failed -> span.setStatus(StatusCode.ERROR, reason);
      case Outcome.Cancelled cancelled -> span.setAttribute(REASON, reason);
      case Outcome.Skipped skipped -> span.setAttribute(REASON, reason);
    }
  }

  /** Ends the span of the fan-out. */
  void end(FlightResult result) {
    fanOut.setAttribute(COMPLETENESS, result.completeness());
    result.culprit().ifPresent(this::fail);
    fanOut.end();
  }

  private void fail(SectionReport culprit) {
    if (culprit.outcome().isCallersWish()) {
      fanOut.setAttribute(CANCELLED, true);
      fanOut.setAttribute(REASON, culprit.outcome().reason());
    } else {
      fanOut.setStatus(StatusCode.ERROR, culprit.name() + ": " + culprit.outcome().reason());
    }
  }

  /** The outcome's name in spans and metrics, for example {@code timed-out}. */
  static String name(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Loaded loaded -> "loaded";
      case Outcome.Substituted substituted -> "substituted";
      case Outcome.TimedOut timedOut -> "timed-out";
      case Outcome.Failed failed -> "failed";
      case Outcome.Cancelled cancelled -> "cancelled";
      case Outcome.Skipped skipped -> "skipped";
    };
  }

  private static double millis(Duration duration) {
    return duration.toNanos() / 1e6;
  }
}
