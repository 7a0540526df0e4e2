package fanout.lab.trial;

import static org.assertj.core.api.Assertions.assertThat;

import fanout.lab.load.Target;
import fanout.lab.testbed.InProcess;
import fanout.lab.testbed.TestbedSettings;
import fanout.v1.Ledger;
import io.grpc.Status;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class BackendCallsTest {
  private static final InProcess TESTBED =
      InProcess.start(
          new TestbedSettings(
              TestbedSettings.anyPorts(), "latency=0ms", Optional.empty(), 1, List.of(), false));

  @AfterAll
  static void end() {
    TESTBED.close();
  }

  static List<Arguments> ways() {
    return List.of(
        Arguments.of(
            "in turn", (Function<NotificationsCalls, Target>) NotificationsCalls::inTurn, 7),
        Arguments.of(
            "at once", (Function<NotificationsCalls, Target>) NotificationsCalls::atOnce, 7),
        Arguments.of(
            "stream", (Function<NotificationsCalls, Target>) NotificationsCalls::stream, 7),
        Arguments.of("batch", (Function<NotificationsCalls, Target>) NotificationsCalls::batch, 1));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("ways")
  void everyItemComes(String name, Function<NotificationsCalls, Target> way, int calls) {
    TESTBED.simulator().resetLedgers("notifications");

    assertThat(fetch(way, "latency=0ms").isOk()).isTrue();

    Ledger ledger = TESTBED.simulator().ledgers("notifications").getFirst();
    assertThat(ledger.getStarted()).isEqualTo(calls);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("ways")
  void aFailureIsTold(String name, Function<NotificationsCalls, Target> way) {
    assertThat(fetch(way, "error=UNAVAILABLE").getCode()).isEqualTo(Status.Code.UNAVAILABLE);
  }

  private static Status fetch(Function<NotificationsCalls, Target> way, String behavior) {
    NotificationsCalls calls =
        new NotificationsCalls(
            TESTBED.backendChannel("notifications"), behavior, 7, index -> "request-" + index);
    CompletableFuture<Status> end = new CompletableFuture<>();
    way.apply(calls).send(0, end::complete);
    return end.join();
  }

  @Test
  void aFurtherBackendIsStartedOnceForEachKindOfSettings() {
    Backends backends = new Backends(TESTBED);
    Map<String, String> direct = Map.of("handler-threads", "direct");

    assertThat(backends.get("orders", direct))
        .isSameAs(backends.get("orders", Map.copyOf(direct)))
        .isNotSameAs(backends.get("orders", Map.of("handler-threads", "virtual")))
        .isNotSameAs(backends.get("user", direct));
  }
}
