package fanout.lab.trace;

import static org.assertj.core.api.Assertions.assertThat;

import fanout.lab.measure.Distribution;
import fanout.lab.trace.rule.AttemptsSeen;
import fanout.lab.trace.rule.CancelsSeen;
import fanout.lab.trace.rule.Evidence;
import fanout.lab.trace.rule.Evidence.Asked;
import fanout.lab.trace.rule.HedgesSeen;
import fanout.lab.trace.rule.LatenciesAgree;
import fanout.lab.trace.rule.NoneLost;
import fanout.lab.trace.rule.OneRoot;
import fanout.lab.trace.rule.SectionOrder;
import fanout.lab.trace.rule.TraceRule;
import fanout.lab.trace.rule.WithinParents;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A rule that finds nothing may be blind: each is shown the faults that it is there for. */
class TraceRulesTest {
  private static final Duration TOLERANCE = Duration.ofMillis(2);
  private static final Trace HEDGED = SampleTraces.hedged();

  static List<TraceRule> rules() {
    return TraceRule.all();
  }

  private static List<Trace> sound() {
    return List.of(
        SampleTraces.sequential(),
        SampleTraces.concurrent(),
        SampleTraces.cancelledLosers(),
        SampleTraces.troubled(),
        SampleTraces.failFast(),
        changed(
            SampleTraces.calledOffWhileMade(),
            named("section orders"),
            with("fanout.attempts", "0")),
        HEDGED);
  }

  private static Asked callersOf(List<Trace> traces) {
    Map<String, Duration> elapsed =
        traces.stream()
            .collect(
                Collectors.toMap(
                    Trace::id, trace -> Duration.ofNanos(trace.durationNanos() + 1_000_000)));
    Histogram times = new Histogram(Distribution.DIGITS);
    elapsed.values().forEach(time -> times.recordValue(time.toNanos()));
    return new Asked(
        OptionalLong.of(traces.size()),
        elapsed,
        Optional.of(Distribution.of(times)),
        Set.of(HEDGED.id()));
  }

  @ParameterizedTest
  @MethodSource("rules")
  void soundTracesKeepTheRule(TraceRule rule) {
    assertThat(rule.faults(new Evidence(sound(), callersOf(sound()), TOLERANCE))).isEmpty();
  }

  /** Evidence that breaks a rule, and words of the complaint. */
  record Broken(Evidence evidence, String complaint) {
    static Broken traces(String complaint, Trace... traces) {
      return new Broken(
          new Evidence(List.of(traces), callersOf(List.of(traces)), TOLERANCE), complaint);
    }

    static Broken callers(String complaint, Asked asked) {
      return new Broken(new Evidence(sound(), asked, TOLERANCE), complaint);
    }
  }

  private static Broken toBeHedged(Trace trace) {
    Asked asked = callersOf(List.of(trace)).hedged(Set.of(trace.id()));
    return new Broken(new Evidence(List.of(trace), asked, TOLERANCE), "it was to be hedged");
  }

  private static List<Broken> broken(TraceRule rule) {
    Trace chained = SampleTraces.sequential();
    return switch (rule) {
      case NoneLost r -> {
        Map<String, Duration> more = new LinkedHashMap<>(callersOf(sound()).elapsed());
        more.put("f".repeat(32), Duration.ofMillis(1));
        yield List.of(
            Broken.callers("nothing of this trace was found", Asked.of(more)),
            Broken.callers(
                "8 requests were made, but 7 traces were found",
                new Asked(OptionalLong.of(8), Map.of(), Optional.empty())));
      }
      case OneRoot r ->
          List.of(
              Broken.traces("2 roots", changed(chained, named("section user"), parent(""))),
              Broken.traces(
                  "not in the trace",
                  changed(chained, named("section user"), parent("00000000000000ff"))),
              Broken.traces("which is not in the trace", without(chained, named("section user"))));
      case WithinParents r ->
          List.of(
              Broken.traces(
                  "ends", changed(chained, named("section orders"), longer(200_000_000))));
      case SectionOrder r ->
          List.of(
              Broken.traces(
                  "overlap, but should be chained",
                  changed(
                      SampleTraces.concurrent(),
                      named("fan-out"),
                      with("fanout.strategy", "sequential"))),
              Broken.traces(
                  "do not overlap, but should",
                  changed(chained, named("fan-out"), with("fanout.strategy", "virtual-threads"))),
              Broken.traces(
                  "none of ours",
                  changed(chained, named("fan-out"), with("fanout.strategy", "psychic"))),
              Broken.traces("0 spans name a strategy", without(chained, named("fan-out"))));
      case AttemptsSeen r ->
          List.of(
              Broken.traces(
                  "says 2 attempts, but has 1",
                  changed(chained, named("section user"), with("fanout.attempts", "2"))),
              Broken.traces(
                  "says 0 attempts, but has 1",
                  changed(
                      SampleTraces.cancelledLosers(),
                      named("section orders"),
                      with("fanout.attempts", "0"))),
              Broken.traces(
                  "loaded without any attempt", without(chained, named("fanout.v1.user"))),
              Broken.traces(
                  "the server's side is missing",
                  without(chained, span -> span.kind() == Span.Kind.SERVER && !span.isRoot())),
              Broken.traces(
                  "ended CANCELLED, but is not marked",
                  changed(
                      SampleTraces.hedged(),
                      SpanNames::isCancelled,
                      with("fanout.cancelled", "false"))));
      case HedgesSeen r -> {
        Trace unmarked =
            changed(
                SampleTraces.hedged(), SpanNames::isCancelled, with("fanout.cancelled", "false"));
        Trace unanswered =
            changed(
                SampleTraces.hedged(),
                span -> span.kind() == Span.Kind.CLIENT,
                with(SpanNames.CODE, "UNAVAILABLE"));
        yield Stream.of(chained, unmarked, unanswered).map(TraceRulesTest::toBeHedged).toList();
      }
      case CancelsSeen r ->
          List.of(
              Broken.traces(
                  "was cancelled, but none of its attempts is marked",
                  changed(
                      SampleTraces.cancelledLosers(),
                      SpanNames::isCancelled,
                      with("fanout.cancelled", "false"))),
              Broken.traces(
                  "which is none of",
                  changed(chained, named("section user"), with("fanout.outcome", "lost"))));
      case LatenciesAgree r -> {
        Map<String, Duration> quicker =
            Map.of(
                sound().getFirst().id(), Duration.ofNanos(sound().getFirst().durationNanos() / 2));
        Histogram slower = new Histogram(Distribution.DIGITS);
        slower.recordValueWithCount(Duration.ofSeconds(1).toNanos(), 7);
        yield List.of(
            Broken.callers("but the caller waited", Asked.of(quicker)),
            Broken.callers(
                "p50 of all",
                new Asked(OptionalLong.empty(), Map.of(), Optional.of(Distribution.of(slower)))));
      }
    };
  }

  @ParameterizedTest
  @MethodSource("rules")
  void aFaultIsNoticedByItsRule(TraceRule rule) {
    for (Broken broken : broken(rule)) {
      assertThat(rule.faults(broken.evidence()))
          .as("%s: %s", rule.name(), broken.complaint())
          .anyMatch(fault -> fault.contains(broken.complaint()));
    }
  }

  private static Predicate<Span> named(String beginning) {
    return span -> span.name().startsWith(beginning);
  }

  private static Trace changed(Trace trace, Predicate<Span> which, UnaryOperator<Span> change) {
    return Trace.of(
        trace.spans().map(span -> which.test(span) ? change.apply(span) : span).toList());
  }

  private static Trace without(Trace trace, Predicate<Span> which) {
    return Trace.of(trace.spans().filter(which.negate()).toList());
  }

  private static UnaryOperator<Span> parent(String id) {
    return s -> copy(s, id, s.durationNanos(), s.attributes());
  }

  private static UnaryOperator<Span> longer(long nanos) {
    return s -> copy(s, s.parentId(), s.durationNanos() + nanos, s.attributes());
  }

  private static UnaryOperator<Span> with(String key, String text) {
    return s -> {
      Map<String, Value> attributes = new LinkedHashMap<>(s.attributes());
      attributes.put(key, new Value.Text(text));
      return copy(s, s.parentId(), s.durationNanos(), attributes);
    };
  }

  private static Span copy(Span s, String parent, long nanos, Map<String, Value> attributes) {
    return new Span(
        s.traceId(),
        s.spanId(),
        parent,
        s.name(),
        s.kind(),
        s.resource(),
        s.scope(),
        s.startNanos(),
        nanos,
        s.status(),
        attributes,
        s.events());
  }
}
