package fanout.aggregator;

import static io.opentelemetry.api.common.AttributeKey.stringKey;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.google.common.util.concurrent.ListenableFuture;
import fanout.aggregator.strategy.FanOutStrategy;
import fanout.runtime.spec.Spec;
import fanout.v1.GetDashboardResponse;
import io.grpc.Status;
import io.opentelemetry.api.common.AttributeKey;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Durations of requests, sections and attempts by strategy, outcome and code. */
class MetricsLawsTest {
  private static final AttributeKey<String> STRATEGY = stringKey("fanout.strategy");
  private static final AttributeKey<String> OUTCOME = stringKey("fanout.outcome");
  private static final AttributeKey<String> CODE = stringKey("fanout.code");
  private static final AttributeKey<String> ATTEMPT_CODE = stringKey("rpc.response.status_code");

  @RegisterExtension final Rig rig = new Rig();

  @ForEveryStrategy
  void everyDurationTellsStrategyOutcomeAndCode(FanOutStrategy strategy) {
    rig.backends.on("orders", FakeBackends.fail(Status.UNAVAILABLE));

    rig.get("strategy=" + Spec.print(strategy));

    String name = Spec.name(strategy);
    assertThat(told("fanout.request.duration", CODE)).contains(tuple(name, "partial", "OK"));
    assertThat(told("fanout.section.duration", CODE))
        .contains(tuple(name, "loaded", "OK"), tuple(name, "failed", "UNAVAILABLE"));
    assertThat(told("rpc.client.attempt.duration", ATTEMPT_CODE))
        .contains(tuple(name, "answered", "OK"), tuple(name, "failed", "UNAVAILABLE"));
  }

  @Test
  void parametersThatCallersChooseMakeNoSeriesOfTheirOwn() {
    for (int threads = 1; threads <= 5; threads++) {
      rig.get(
          "join=quorum(%d),strategy=platform-pool(threads=%d)".formatted(1 + threads % 3, threads));
    }

    assertThat(told("fanout.request.duration", CODE))
        .filteredOn(series -> !series.toList().getFirst().equals("concurrent"))
        .extracting(series -> series.toList().getFirst())
        .containsOnly("platform-pool");
    for (String histogram :
        List.of(
            "fanout.request.duration", "fanout.section.duration", "rpc.client.attempt.duration")) {
      assertThat(rig.recorder.series(histogram))
          .flatExtracting(series -> series.asMap().values())
          .allSatisfy(value -> assertThat(value.toString()).doesNotContain("("));
    }
  }

  @Test
  void whatACallerCalledOffIsNoFailure() {
    rig.backends.onAll(FakeBackends.HANG);
    ListenableFuture<GetDashboardResponse> reply = rig.start("strategy=futures,budget=60s");
    rig.backends.awaitCalls(3);

    reply.cancel(true);

    rig.awaitNothingAlive();
    assertThat(told("fanout.request.duration", CODE))
        .contains(tuple("futures", "cancelled", "CANCELLED"));
    assertThat(told("rpc.client.attempt.duration", ATTEMPT_CODE))
        .contains(tuple("futures", "cancelled", "CANCELLED"));
  }

  /** Strategy, outcome and code of every series, once all calls have ended. */
  private Stream<Tuple> told(String histogram, AttributeKey<String> code) {
    rig.awaitNothingAlive();
    return rig.recorder.series(histogram).stream()
        .map(series -> tuple(series.get(STRATEGY), series.get(OUTCOME), series.get(code)));
  }
}
