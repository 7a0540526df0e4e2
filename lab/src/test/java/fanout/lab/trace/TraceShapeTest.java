package fanout.lab.trace;

import static fanout.lab.trace.TraceShape.Order.CHAINED;
import static fanout.lab.trace.TraceShape.Order.OVERLAPPING;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TraceShapeTest {
  private static final Set<String> SECTIONS = Set.of("user", "orders", "notifications");

  @Test
  void soundTracesHaveNoViolation() {
    assertThat(violations(CHAINED, SampleTraces.sequential())).isEmpty();
    assertThat(violations(CHAINED, SampleTraces.failFast())).isEmpty();
    for (Trace trace :
        List.of(
            SampleTraces.concurrent(),
            SampleTraces.cancelledLosers(),
            SampleTraces.troubled(),
            SampleTraces.hedged())) {
      assertThat(violations(OVERLAPPING, trace)).isEmpty();
    }
  }

  @Test
  void theWrongOrderIsSeen() {
    assertThat(violations(OVERLAPPING, SampleTraces.sequential()))
        .hasSize(3)
        .contains("section user and section orders do not overlap, but should.");
    assertThat(violations(CHAINED, SampleTraces.concurrent()))
        .hasSize(3)
        .contains("section user and section orders overlap, but should be chained.");
  }

  @Test
  void aSectionWithoutASpanIsMissed() {
    assertThat(
            new TraceShape(CHAINED, Set.of("user", "prices"), Duration.ZERO)
                .violations(SampleTraces.sequential()))
        .containsExactly("The section prices has no span.");
  }

  @Test
  void tornTracesAreSeen() {
    SampleTraces t = new SampleTraces(1);
    t.add("", "one", Span.Kind.INTERNAL, "a", 0, 10, Map.of());
    t.add("", "two", Span.Kind.INTERNAL, "a", 0, 10, Map.of());
    t.add("00000000000000ff", "lost", Span.Kind.INTERNAL, "a", 0, 10, Map.of());
    assertThat(new TraceShape(CHAINED, Set.of(), Duration.ZERO).violations(t.trace()))
        .hasSize(2)
        .anyMatch(text -> text.startsWith("The trace has 2 roots instead of one"))
        .anyMatch(text -> text.contains("lost") && text.contains("00000000000000ff"));
  }

  @Test
  void aChildThatSticksOutIsSeenBeyondTheTolerance() {
    SampleTraces t = new SampleTraces(1);
    String parent = t.add("", "parent", Span.Kind.INTERNAL, "a", 100, 100, Map.of());
    t.add(parent, "child", Span.Kind.INTERNAL, "b", 90, 120, Map.of());
    assertThat(new TraceShape(CHAINED, Set.of(), Duration.ofNanos(9_999)).violations(t.trace()))
        .hasSize(2)
        .anyMatch(text -> text.contains("starts 10.0 µs before its parent"))
        .anyMatch(text -> text.contains("ends 10.0 µs after its parent"));
    assertThat(new TraceShape(CHAINED, Set.of(), Duration.ofNanos(10_000)).violations(t.trace()))
        .isEmpty();
  }

  @Test
  void missingMarksAndSecondServersAreSeen() {
    SampleTraces t = new SampleTraces(1);
    String root = t.edge("concurrent", "all", 1_000);
    String section = t.section(root, "orders", 10, 0, "cancelled");
    String attempt =
        t.add(
            section,
            "rpc",
            Span.Kind.CLIENT,
            "a",
            10,
            0,
            Map.of("rpc.response.status_code", "CANCELLED"));
    t.add(attempt, "rpc", Span.Kind.SERVER, "b", 10, 0, Map.of());
    t.add(attempt, "rpc", Span.Kind.SERVER, "b", 10, 0, Map.of());
    t.section(root, "user", 10, 0, "perhaps");
    assertThat(new TraceShape(CHAINED, Set.of(), Duration.ofSeconds(1)).violations(t.trace()))
        .hasSize(4)
        .anyMatch(text -> text.contains("has 2 server spans"))
        .anyMatch(text -> text.contains("ended CANCELLED, but is not marked"))
        .anyMatch(text -> text.contains("none of its attempts is marked"))
        .anyMatch(text -> text.contains("'perhaps'"));
  }

  private static List<String> violations(TraceShape.Order order, Trace trace) {
    return new TraceShape(order, SECTIONS, Duration.ofMillis(1)).violations(trace);
  }
}
