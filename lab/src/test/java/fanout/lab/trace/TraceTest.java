package fanout.lab.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TraceTest {
  @Test
  void theOrderOfArrivalDoesNotMatter() {
    List<Span> spans = new ArrayList<>(SampleTraces.hedged().spans().toList());
    for (int seed = 0; seed < 20; seed++) {
      Collections.shuffle(spans, new Random(seed));
      assertThat(Trace.of(spans)).isEqualTo(SampleTraces.hedged());
    }
  }

  @Test
  void aMissingParentMakesAnOrphanThatKeepsItsChildren() {
    List<Span> spans = new ArrayList<>(SampleTraces.sequential().spans().toList());
    spans.removeIf(span -> span.name().equals("fan-out sequential"));
    Trace trace = Trace.of(spans);
    assertThat(trace.roots()).hasSize(1);
    assertThat(trace.orphans()).hasSize(3).allMatch(node -> node.children().size() == 1);
    assertThat(trace.isConnected()).isFalse();
    assertThat(trace.size()).isEqualTo(spans.size());
  }

  @Test
  void aCycleOfParentsLosesNoSpan() {
    SampleTraces t = new SampleTraces(1);
    t.add("00f067aa00000002", "one", Span.Kind.INTERNAL, "a", 5, 10, Map.of());
    t.add("00f067aa00000001", "two", Span.Kind.INTERNAL, "a", 0, 10, Map.of());
    t.add("00f067aa00000003", "self", Span.Kind.INTERNAL, "a", 9, 10, Map.of());
    Trace trace = t.trace();
    assertThat(trace.roots()).isEmpty();
    assertThat(trace.spans()).extracting(Span::name).containsExactly("two", "one", "self");
  }

  @Test
  void aTraceMayBeDeeperThanTheStack() {
    SampleTraces t = new SampleTraces(1);
    String parent = "";
    for (int i = 0; i < 50_000; i++) {
      parent = t.add(parent, "s", Span.Kind.INTERNAL, "a", i, 60_000 - i, Map.of());
    }
    assertThat(t.trace().size()).isEqualTo(50_000);
    assertThat(t.trace().criticalPath()).hasSize(50_000);
  }

  @Test
  void overlapAndSequenceLeaveNoThirdCaseApartFromTouching() {
    Span first = at(0, 10);
    assertThat(first.overlaps(at(9, 5))).isTrue();
    assertThat(at(9, 5).after(first, Duration.ZERO)).isFalse();
    assertThat(first.overlaps(at(10, 5))).isFalse();
    assertThat(at(10, 5).after(first, Duration.ZERO)).isTrue();
    assertThat(at(9, 5).after(first, Duration.ofNanos(1_000))).isTrue();
  }

  @Test
  void theCriticalPathCoversTheRootWithoutGap() {
    for (Trace trace :
        List.of(SampleTraces.sequential(), SampleTraces.hedged(), SampleTraces.troubled())) {
      List<CriticalPath.Segment> path = trace.criticalPath();
      Span root = trace.roots().getFirst().span();
      long at = root.startNanos();
      for (CriticalPath.Segment segment : path) {
        assertThat(segment.startNanos()).isEqualTo(at);
        at = segment.endNanos();
      }
      assertThat(at).isEqualTo(root.endNanos());
    }
  }

  @Test
  void theCriticalPathOfAFanOutGoesThroughTheSlowestSection() {
    assertThat(SampleTraces.concurrent().criticalPath())
        .extracting(segment -> segment.span().service())
        .contains("orders")
        .doesNotContain("user", "notifications");
    assertThat(SampleTraces.sequential().criticalPath())
        .extracting(segment -> segment.span().service())
        .contains("user", "orders", "notifications");
  }

  @Test
  void spansOfSeveralTracesAreNoTrace() {
    List<Span> spans = new ArrayList<>(SampleTraces.sequential().spans().toList());
    spans.addAll(SampleTraces.concurrent().spans().toList());
    assertThatThrownBy(() -> Trace.of(spans)).hasMessageContaining("traceId");
    assertThat(Trace.group(spans)).hasSize(2);
  }

  private static Span at(long micros, long length) {
    SampleTraces t = new SampleTraces(1);
    t.add("", "s", Span.Kind.INTERNAL, "a", micros, length, Map.of());
    return t.trace().roots().getFirst().span();
  }
}
