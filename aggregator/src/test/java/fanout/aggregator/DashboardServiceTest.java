package fanout.aggregator;

import static fanout.v1.Outcome.OUTCOME_FAILED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import fanout.aggregator.strategy.FanOutStrategy;
import fanout.runtime.server.SimulationMetadata;
import fanout.runtime.spec.Spec;
import fanout.v1.Dashboard;
import fanout.v1.GetDashboardRequest;
import fanout.v1.Section;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.MetadataUtils;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The edge: what it refuses, and what it passes on. */
class DashboardServiceTest {
  @RegisterExtension final Rig rig = new Rig();

  private StatusRuntimeException refused(GetDashboardRequest request) {
    StatusRuntimeException error =
        catchThrowableOfType(
            StatusRuntimeException.class, () -> rig.blocking().getDashboard(request));
    assertThat(error.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    assertThat(rig.backends.calls()).isEmpty();
    return error;
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "  "})
  void aUserIdMustNotBeBlank(String userId) {
    assertThat(refused(GetDashboardRequest.newBuilder().setUserId(userId).build()))
        .hasMessageContaining("user_id: '%s' is not allowed", userId);
  }

  @Test
  void aUserIdMustFitIntoAnError() {
    assertThat(refused(GetDashboardRequest.newBuilder().setUserId("u".repeat(20_000)).build()))
        .hasMessageContaining("user_id")
        .hasMessageContaining("20000 characters");
  }

  @ParameterizedTest
  @ValueSource(strings = {"line\nbreak", "né", "\u0000"})
  void aRequestIdMustTravelAsAHeader(String requestId) {
    assertThat(
            refused(
                GetDashboardRequest.newBuilder()
                    .setUserId(Rig.USER)
                    .setRequestId(requestId)
                    .build()))
        .hasMessageContaining("request_id")
        .hasMessageContaining("printable ASCII");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '>',
      value = {
        "strategy=threads > strategy > threads > virtual-threads",
        "orders:limit=5 > orders: limit > 5 > a duration with a unit",
        "sections=user|cart > sections > cart > user, orders, notifications",
      })
  void aMalformedPlanIsAnswered(String plan, String field, String value, String choices) {
    assertThat(refused(Rig.request(plan)))
        .hasMessageContaining("plan: " + field)
        .hasMessageContaining("'" + value + "'")
        .hasMessageContaining(choices);
  }

  @Test
  void aPlanFarTooLongIsAnsweredAllTheSame() {
    assertThat(refused(Rig.request("strategy=" + "x".repeat(20_000))))
        .hasMessageContaining("strategy");
  }

  @Test
  void behaviourAimedAtTheBackendsIsPassedOnAsItCame() {
    Metadata headers = new Metadata();
    headers.put(SimulationMetadata.SIM, "orders:latency=1ms");

    rig.blocking()
        .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))
        .getDashboard(Rig.request("strategy=virtual-threads"));

    assertThat(rig.backends.calls())
        .extracting(BackendCall::simulation)
        .containsOnly(Optional.of("orders:latency=1ms"));
  }

  @Test
  void aRequestWithoutAnIdGetsOne() {
    Dashboard dashboard =
        rig.blocking()
            .getDashboard(GetDashboardRequest.newBuilder().setUserId(Rig.USER).build())
            .getDashboard();

    assertThat(dashboard.getRequestId()).isNotEmpty();
    assertThat(rig.backends.calls())
        .extracting(BackendCall::requestId)
        .containsOnly(dashboard.getRequestId());
  }

  @ForEveryStrategy
  void detailsThatAreNoMessageDoNotHideTheStatusTheyCameWith(FanOutStrategy strategy) {
    Metadata trailers = new Metadata();
    trailers.put(
        Metadata.Key.of("grpc-status-details-bin", Metadata.BINARY_BYTE_MARSHALLER),
        new byte[] {(byte) 0xff, 1, 2});
    rig.backends.on("orders", call -> call.fail(Status.UNAVAILABLE, trailers));

    Section orders = Rig.section(rig.get("budget=5s,strategy=" + Spec.print(strategy)), "orders");

    assertThat(orders.getOutcome()).isEqualTo(OUTCOME_FAILED);
    assertThat(orders.getCode()).isEqualTo("UNAVAILABLE");
  }
}
