package fanout.aggregator;

import static io.opentelemetry.api.common.AttributeKey.booleanKey;
import static io.opentelemetry.api.common.AttributeKey.doubleKey;
import static io.opentelemetry.api.common.AttributeKey.stringKey;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.util.concurrent.ListenableFuture;
import fanout.aggregator.strategy.FanOutStrategy;
import fanout.aggregator.strategy.FanOutStrategy.Shape;
import fanout.runtime.spec.Spec;
import fanout.v1.Dashboard;
import fanout.v1.GetDashboardResponse;
import io.grpc.Status;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever the strategy: one connected trace that shows how the calls lay in time. */
class TraceLawsTest {
  @RegisterExtension final Rig rig = new Rig();

  @ForEveryStrategy
  void oneTraceFromTheServerSpanToEveryBackend(FanOutStrategy strategy) {
    Dashboard dashboard = rig.get("strategy=%s,join=all".formatted(Spec.print(strategy)));

    SpanData server = only(spans(SpanKind.SERVER, ""));
    SpanData fanOut = only(spans(SpanKind.INTERNAL, "fan-out " + Spec.print(strategy)));
    assertThat(rig.recorder.spans())
        .hasSize(8)
        .extracting(SpanData::getTraceId)
        .containsOnly(dashboard.getTraceId());
    assertThat(fanOut.getParentSpanId()).isEqualTo(server.getSpanId());
    assertThat(fanOut.getAttributes().get(stringKey("fanout.strategy")))
        .isEqualTo(Spec.print(strategy));
    assertThat(fanOut.getAttributes().get(stringKey("fanout.join"))).isEqualTo("all");
    assertThat(fanOut.getAttributes().get(doubleKey("fanout.completeness"))).isEqualTo(1.0);
    for (String name : Rig.SECTIONS) {
      SpanData section = section(name);
      assertThat(section.getParentSpanId()).isEqualTo(fanOut.getSpanId());
      assertThat(section.getAttributes().get(stringKey("fanout.outcome"))).isEqualTo("loaded");
      SpanData call =
          only(
              spans(SpanKind.CLIENT, "").stream()
                  .filter(span -> span.getParentSpanId().equals(section.getSpanId()))
                  .toList());
      assertThat(rig.backends.awaitCall(name).traceParent())
          .contains(dashboard.getTraceId(), call.getSpanId());
    }
  }

  static Stream<FanOutStrategy> overlapping() {
    return Samples.strategies(Shape.OVERLAPPING);
  }

  @ParameterizedTest
  @MethodSource("overlapping")
  void overlappingCallsAreAllUnderWayAtOnce(FanOutStrategy strategy) {
    rig.backends.onAll(FakeBackends.together(3));

    Dashboard dashboard = rig.get("strategy=%s,budget=20s".formatted(Spec.print(strategy)));

    assertThat(dashboard.getCompleteness()).isEqualTo(1);
    for (List<SpanData> layer :
        List.of(spans(SpanKind.CLIENT, ""), spans(SpanKind.INTERNAL, "section "))) {
      long lastStart = layer.stream().mapToLong(SpanData::getStartEpochNanos).max().orElseThrow();
      long firstEnd = layer.stream().mapToLong(SpanData::getEndEpochNanos).min().orElseThrow();
      assertThat(layer).hasSize(3);
      assertThat(lastStart).isLessThan(firstEnd);
    }
  }

  static Stream<FanOutStrategy> chained() {
    return Samples.strategies(Shape.CHAINED);
  }

  @ParameterizedTest
  @MethodSource("chained")
  void chainedCallsFollowOneAnother(FanOutStrategy strategy) {
    rig.get("strategy=%s,sections=orders|user|notifications".formatted(Spec.print(strategy)));

    assertThat(rig.backends.events())
        .containsExactly(
            "orders starts",
            "orders ends",
            "user starts",
            "user ends",
            "notifications starts",
            "notifications ends");
    for (List<SpanData> layer :
        List.of(spans(SpanKind.CLIENT, ""), spans(SpanKind.INTERNAL, "section "))) {
      for (int next = 1; next < 3; next++) {
        assertThat(layer.get(next).getStartEpochNanos())
            .isGreaterThanOrEqualTo(layer.get(next - 1).getEndEpochNanos());
      }
    }
  }

  @ForEveryStrategy
  void aPartialSuccessIsAnErrorOfTheSectionOnly(FanOutStrategy strategy) {
    rig.backends.on("orders", FakeBackends.fail(Status.UNAVAILABLE));

    rig.get("strategy=" + Spec.print(strategy));

    assertThat(errors())
        .containsExactlyInAnyOrder("section orders", "fanout.v1.OrderService/ListOrders");
    assertThat(section("orders").getStatus().getDescription()).isEqualTo("UNAVAILABLE");
    assertThat(section("orders").getAttributes().get(stringKey("fanout.outcome")))
        .isEqualTo("failed");
  }

  @Test
  void aMissingRequiredSectionIsAnErrorOfTheWhole() {
    rig.backends.on("orders", FakeBackends.fail(Status.UNAVAILABLE.withDescription("down")));

    rig.fails("sections=orders; orders:required=true");

    assertThat(errors()).hasSize(4);
    assertThat(only(spans(SpanKind.INTERNAL, "fan-out")).getStatus().getDescription())
        .isEqualTo("orders: down");
  }

  @Test
  void aCallerThatLeavesIsNobodysError() {
    rig.backends.onAll(FakeBackends.HANG);
    ListenableFuture<GetDashboardResponse> reply = rig.start("budget=60s");
    rig.backends.awaitCalls(3);

    reply.cancel(true);

    rig.awaitNothingAlive();
    assertThat(errors()).isEmpty();
    assertThat(spans(SpanKind.INTERNAL, "fan-out"))
        .allMatch(
            span -> Boolean.TRUE.equals(span.getAttributes().get(booleanKey("fanout.cancelled"))));
    assertThat(section("user").getAttributes().get(stringKey("fanout.outcome")))
        .isEqualTo("cancelled");
  }

  @Test
  void aSectionThatNeverStartedLeavesASpanOfItsOwn() {
    rig.backends.on("user", FakeBackends.HANG);

    rig.get("strategy=sequential,budget=100ms");

    assertThat(section("notifications").getAttributes().get(stringKey("fanout.outcome")))
        .isEqualTo("skipped");
    assertThat(section("user").getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
  }

  private List<String> errors() {
    return rig.recorder.spans().stream()
        .filter(span -> span.getStatus().getStatusCode() == StatusCode.ERROR)
        .map(SpanData::getName)
        .toList();
  }

  private List<SpanData> spans(SpanKind kind, String name) {
    return rig.recorder.spans(kind, name);
  }

  private SpanData section(String name) {
    return only(spans(SpanKind.INTERNAL, "section " + name));
  }

  private static SpanData only(List<SpanData> spans) {
    assertThat(spans).hasSize(1);
    return spans.getFirst();
  }
}
