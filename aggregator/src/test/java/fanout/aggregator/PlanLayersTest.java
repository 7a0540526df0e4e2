package fanout.aggregator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import fanout.runtime.server.ChannelSettings;
import fanout.runtime.server.Channels;
import fanout.runtime.settings.Settings;
import fanout.runtime.spec.SpecException;
import fanout.runtime.telemetry.Telemetry;
import fanout.v1.DashboardServiceGrpc;
import fanout.v1.PlanServiceGrpc;
import fanout.v1.ResetPlanRequest;
import fanout.v1.SetPlanRequest;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each family of policies by all three ways: at the start, at run time, for one request. */
class PlanLayersTest {
  private static final Duration LONG = Duration.ofSeconds(30);

  private final FakeBackends backends = new FakeBackends();
  private final List<AutoCloseable> open = new ArrayList<>();

  @AfterEach
  void closeInReverse() throws Exception {
    for (AutoCloseable each : open.reversed()) {
      each.close();
    }
    backends.close();
  }

  private Aggregator start(Map<String, String> more) {
    Map<String, String> keys = new HashMap<>(Map.of("data-port", "0", "admin-port", "0"));
    Rig.SECTIONS.forEach(each -> keys.put(each + "-target", "127.0.0.1:" + backends.port()));
    keys.putAll(more);
    Aggregator aggregator =
        Aggregator.start(Settings.defaults(AggregatorSettings.class, keys), Telemetry.off());
    open.add(aggregator);
    assertThat(aggregator.awaitBackends(LONG)).isTrue();
    return aggregator;
  }

  private ManagedChannel connect(InetSocketAddress address) {
    ManagedChannel channel =
        Channels.to("127.0.0.1:" + address.getPort(), ChannelSettings.DEFAULT).connect(LONG);
    open.add(channel::shutdownNow);
    return channel;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '>',
      value = {
        "orders:hedge=fixed(after=5s) > orders:hedge=adaptive > orders:hedge=fixed(after=7s)",
        "orders:retry=backoff(attempts=5) > orders:retry=backoff(attempts=2) >"
            + " orders:retry=backoff(attempts=4)",
        "orders:concurrency=vegas > orders:concurrency=gradient > orders:concurrency=fixed(n=7)",
        "admission=gradient > admission=vegas > admission=fixed(n=9)",
      })
  void aPolicyIsChosenAtTheStartAtRunTimeAndForOneRequest(
      String started, String running, String asked) {
    Aggregator aggregator = start(Map.of("plan", inTime(started)));
    var dashboards = DashboardServiceGrpc.newBlockingStub(connect(aggregator.dataAddress()));
    var plans = PlanServiceGrpc.newBlockingStub(connect(aggregator.adminAddress()));

    assertThat(dashboards.getDashboard(Rig.request("")).getDashboard().getPlanApplied())
        .contains(policy(started));

    plans.setPlan(SetPlanRequest.newBuilder().setPlan(running).build());
    assertThat(dashboards.getDashboard(Rig.request("")).getDashboard().getPlanApplied())
        .contains(policy(running));
    assertThat(dashboards.getDashboard(Rig.request(asked)).getDashboard().getPlanApplied())
        .contains(policy(asked));
    assertThat(dashboards.getDashboard(Rig.request("")).getDashboard().getPlanApplied())
        .as("the next request")
        .contains(policy(running));

    plans.resetPlan(ResetPlanRequest.getDefaultInstance());
    assertThat(dashboards.getDashboard(Rig.request("")).getDashboard().getPlanApplied())
        .contains(policy(started));
  }

  private static String inTime(String plan) {
    return "budget=60s" + (plan.contains(":") ? "; " : ",") + plan;
  }

  /** Without the section that it is aimed at. */
  private static String policy(String text) {
    return text.substring(text.indexOf(':') + 1);
  }

  @Test
  void aPlanAtTheStartKeepsWhatItDoesNotName() {
    Aggregator aggregator = start(Map.of("plan", "budget=60s"));
    var dashboards = DashboardServiceGrpc.newBlockingStub(connect(aggregator.dataAddress()));

    assertThat(dashboards.getDashboard(Rig.request("")).getDashboard().getPlanApplied())
        .contains("budget=60s")
        .contains("user:required=true");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '>',
      quoteCharacter = '"',
      value = {
        "orders:hedge=adaptive(budget=120%) > probability: '120%' is not allowed",
        "orders:retry=backoff(attempts=-1) > attempts: '-1' is not allowed; allowed: 2 to 5",
        "orders:concurrency=fixed(n=0) > n: '0' is not allowed; allowed: 1 to 100000",
        "admission=reno > 'reno' is not allowed; allowed: none",
      })
  void aBadPolicyIsRefusedByAllThreeWays(String plan, String complaint) {
    assertThatThrownBy(() -> start(Map.of("plan", plan)))
        .isInstanceOf(SpecException.class)
        .hasMessageContaining(complaint);

    Aggregator aggregator = start(Map.of());
    var dashboards = DashboardServiceGrpc.newBlockingStub(connect(aggregator.dataAddress()));
    var plans = PlanServiceGrpc.newBlockingStub(connect(aggregator.adminAddress()));
    assertRefused(
        () -> plans.setPlan(SetPlanRequest.newBuilder().setPlan(plan).build()), complaint);
    assertRefused(() -> dashboards.getDashboard(Rig.request(plan)), complaint);
    assertThat(backends.calls()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "10000000000, 0",
    "-10000000000, 0",
    "9223372036854775807, 0",
    "9223372036854775807, 2000000000",
  })
  void aTimeToLiveThatIsTooShortOrTooLongIsRefused(long seconds, int nanos) {
    var plans = PlanServiceGrpc.newBlockingStub(connect(start(Map.of()).adminAddress()));
    var timeToLive =
        com.google.protobuf.Duration.newBuilder().setSeconds(seconds).setNanos(nanos).build();
    SetPlanRequest request =
        SetPlanRequest.newBuilder().setPlan("budget=60s").setTimeToLive(timeToLive).build();
    assertRefused(() -> plans.setPlan(request), "allowed: more than 0s, at most a year");
  }

  private static void assertRefused(Runnable call, String complaint) {
    assertThatThrownBy(call::run)
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT))
        .hasMessageContaining(complaint);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "failures(threshold=-1%)",
        "failures(most=120%)",
        "success-rate(deviations=-1)",
        "sometimes",
      })
  void aBadRuleOfEjectionStopsTheStart(String eject) {
    assertThatThrownBy(() -> start(Map.of("backend-eject", eject)))
        .isInstanceOf(SpecException.class)
        .hasMessageContaining("is not allowed; allowed: ");
  }
}
