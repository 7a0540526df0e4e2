package fanout.backend.fault;

import static fanout.backend.Running.ADA;
import static fanout.backend.Running.statusOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.ListenableFuture;
import fanout.backend.Behavior;
import fanout.backend.FakeTime;
import fanout.backend.Running;
import fanout.backend.TimeSource;
import fanout.runtime.spec.Spec;
import fanout.runtime.spec.SpecException;
import fanout.v1.ListOrdersResponse;
import io.grpc.Metadata;
import io.grpc.Status;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class FaultLawsTest {
  private static final Metadata.Key<String> ATTEMPTS =
      Metadata.Key.of("grpc-previous-rpc-attempts", Metadata.ASCII_STRING_MARSHALLER);

  /** Calls the backend and checks what it gets. */
  private interface Effect {
    void strike(Running running, FakeTime time);
  }

  /** What each fault does on the wire; a new fault without an entry fails the first test. */
  private static final Map<Class<? extends Fault>, Effect> EFFECTS =
      Map.of(
          Reject.class, (running, time) -> refusesWithoutLatencyOrPermit(running),
          LateReject.class, FaultLawsTest::failsAfterItsWork,
          FailFirst.class, (running, time) -> failsTheFirstAttemptsOnly(running),
          Hang.class, (running, time) -> answersNeverAndEndsWithItsDeadline(running),
          Drop.class, (running, time) -> breaksTheConnectionOfOtherCallsToo(running),
          Burn.class, (running, time) -> answersAfterItsComputation(running),
          Block.class, FaultLawsTest::answersAfterItsSleep,
          SlowReply.class, FaultLawsTest::holdsTheReplyBackAfterItsWork,
          Oversize.class, (running, time) -> exceedsTheCallersLimit(running));

  private final FakeTime time = new FakeTime();
  private final Running running = Running.at(time);

  @AfterEach
  void stop() {
    running.close();
  }

  static Stream<Class<?>> faults() {
    return Arrays.stream(Fault.class.getPermittedSubclasses());
  }

  @ParameterizedTest
  @MethodSource("faults")
  void everyFaultHasItsEffectOnTheWireAndTheLedgerAddsUp(Class<?> fault) {
    assertThat(EFFECTS).containsKey(fault.asSubclass(Fault.class));
    Objects.requireNonNull(EFFECTS.get(fault)).strike(running, time);
    await().until(() -> running.ledger().inFlight() == 0);
    var counts = running.ledger();
    assertThat(counts.started())
        .isEqualTo(counts.finished() + counts.failures() + counts.cancelled());
    assertThat(running.server.backend("orders").turnstile().running()).isZero();
  }

  @ParameterizedTest
  @MethodSource("faults")
  void aFaultWithProbabilityZeroDoesNothing(Class<?> fault) {
    String name = fault.getAnnotation(Spec.Name.class).value();
    String arguments =
        switch (name) {
          case "error", "late-error" -> "INTERNAL";
          case "burn", "block", "slow-reply" -> "1h";
          default -> "()";
        };
    assertThat(
            statusOf(
                () ->
                    running.orders("orders:%s=%s@0%%".formatted(name, arguments)).listOrders(ADA)))
        .isEqualTo(Status.OK);
  }

  @ParameterizedTest
  @EnumSource(value = Status.Code.class, mode = EnumSource.Mode.EXCLUDE, names = "OK")
  void everyCodeCanBeAskedForByNameAndByNumber(Status.Code code) {
    for (Object spelling : List.of(code.name(), code.value())) {
      for (String fault : List.of("error", "late-error")) {
        String spec = "orders:%s=%s".formatted(fault, spelling);
        Status status = statusOf(() -> running.orders(spec).listOrders(ADA));
        assertThat(status.getCode()).isEqualTo(code);
        assertThat(status.getDescription()).contains("simulated by '" + fault);
      }
    }
    assertThat(running.ledger().failed()).containsExactly(Map.entry(code, 4L));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "error=OK",
        "late-error=0",
        "fail-first=(attempts=0)",
        "burn=0ms",
        "block=0ms",
        "slow-reply=0ms",
        "oversize=0B",
        "oversize=1GiB",
        "payload=2MiB",
      })
  void whatMakesNoSenseIsRefused(String spec) {
    assertThatThrownBy(() -> Spec.parse(Behavior.class, spec))
        .isInstanceOf(SpecException.class)
        .hasMessageContaining("is not allowed; allowed:");
  }

  @Test
  void twoCodesOfOneFaultDrawIndependently() {
    for (int i = 0; i < 400; i++) {
      var stub = Running.named(running.orders("orders:error=ABORTED@50%|INTERNAL@50%"), "r" + i);
      statusOf(() -> stub.listOrders(ADA));
    }
    // The first strikes half of the calls, the second half of the rest.
    assertThat(running.ledger().failed().get(Status.Code.ABORTED)).isBetween(160L, 240L);
    assertThat(running.ledger().failed().get(Status.Code.INTERNAL)).isBetween(65L, 135L);
    assertThat(running.ledger().finished()).isBetween(65L, 135L);
  }

  private static void refusesWithoutLatencyOrPermit(Running running) {
    Status status =
        statusOf(() -> running.orders("orders:latency=1h,error=UNAVAILABLE").listOrders(ADA));
    assertThat(status.getCode()).isEqualTo(Status.Code.UNAVAILABLE);
    assertThat(running.ledger().worked()).isEqualTo(Duration.ZERO);
  }

  private static void failsAfterItsWork(Running running, FakeTime time) {
    var call = running.ordersLater("orders:latency=5ms,late-error=ABORTED").listOrders(ADA);
    await().until(() -> time.waits() == 1);
    time.pass(Duration.ofMillis(5));
    assertThatThrownBy(call::get).hasMessageContaining("ABORTED");
    assertThat(running.ledger().worked()).isEqualTo(Duration.ofMillis(5));
  }

  private static void failsTheFirstAttemptsOnly(Running running) {
    var stub = running.orders("orders:fail-first=(attempts=2,code=INTERNAL)");
    assertThat(
            Stream.of("", "1", "2", "3")
                .map(previous -> previous.isEmpty() ? stub : Running.with(stub, ATTEMPTS, previous))
                .map(attempt -> statusOf(() -> attempt.listOrders(ADA)).getCode()))
        .containsExactly(
            Status.Code.INTERNAL, Status.Code.INTERNAL, Status.Code.OK, Status.Code.OK);
  }

  /** The deadline is gRPC's own timer: it is the event, and no time is asserted. */
  private static void answersNeverAndEndsWithItsDeadline(Running running) {
    Status status = running.pastDeadline("orders:hang");
    assertThat(status.getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
    await().until(() -> running.ledger().inFlight() == 0);
    assertThat(running.ledger().cancelled()).isEqualTo(running.ledger().started());
  }

  private static void breaksTheConnectionOfOtherCallsToo(Running running) {
    ListenableFuture<ListOrdersResponse> other =
        running.ordersLater("orders:latency=1h").listOrders(ADA);
    await().until(() -> running.ledger().inFlight() == 1);
    Status status = statusOf(() -> running.orders("orders:drop").listOrders(ADA));
    assertThat(status.getCode()).isEqualTo(Status.Code.UNAVAILABLE);
    assertThatThrownBy(other::get).hasMessageContaining("UNAVAILABLE");
    await().until(() -> running.ledger().cancelled() == 2);
    // The channel reconnects.
    assertThat(statusOf(() -> running.orders("").withWaitForReady().listOrders(ADA)))
        .isEqualTo(Status.OK);
  }

  private static void answersAfterItsComputation(Running running) {
    for (String fault : List.of("burn=(cpu=1ms)", "burn=(cpu=1ms,on=worker)")) {
      ListOrdersResponse response = running.orders("orders:" + fault).listOrders(ADA);
      assertThat(response.getApplied().getFaultsList()).hasSize(1);
    }
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadCpuTime();
    Occupation.COMPUTE.run(Duration.ofMillis(1), TimeSource.SYSTEM);
    assertThat(threads.getCurrentThreadCpuTime() - before).isGreaterThanOrEqualTo(1_000_000);
  }

  private static void answersAfterItsSleep(Running running, FakeTime time) {
    for (String on : List.of("handler", "worker")) {
      var call = running.ordersLater("orders:block=(time=1s,on=%s)".formatted(on)).listOrders(ADA);
      await().until(() -> time.sleepers() == 1);
      assertThat(running.ledger().finished()).isZero();
      time.pass(Duration.ofSeconds(1));
      assertThat(reply(call).getApplied().getFaultsList()).hasSize(1);
      assertThat(running.server.backend("orders").ledger().readAndReset().worked())
          .isEqualTo(Duration.ofSeconds(1));
    }
  }

  private static ListOrdersResponse reply(ListenableFuture<ListOrdersResponse> call) {
    return Objects.requireNonNull(Futures.getUnchecked(call));
  }

  private static void holdsTheReplyBackAfterItsWork(Running running, FakeTime time) {
    var call = running.ordersLater("orders:latency=5ms,slow-reply=20ms").listOrders(ADA);
    await().until(() -> time.waits() == 1);
    time.pass(Duration.ofMillis(5 + 20 + 19));
    assertThat(running.ledger().inFlight()).isEqualTo(1);
    time.pass(Duration.ofMillis(1));
    assertThat(reply(call).getOrdersList()).isNotEmpty();
    assertThat(running.ledger().worked()).isEqualTo(Duration.ofMillis(45));
    var held = running.ordersLater("orders:slow-reply=1h").listOrders(ADA);
    await().until(() -> time.waits() == 1);
    held.cancel(true);
    await().until(() -> running.ledger().cancelled() == 1);
    await().until(() -> time.waits() == 0);
  }

  private static void exceedsTheCallersLimit(Running running) {
    Status status = statusOf(() -> running.orders("orders:oversize").listOrders(ADA));
    assertThat(status.getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
    ListOrdersResponse large =
        running.orders("orders:oversize").withMaxInboundMessageSize(6 << 20).listOrders(ADA);
    assertThat(large.getSerializedSize()).isBetween(5 << 20, (5 << 20) + 64);
    assertThat(running.ledger().finished()).isEqualTo(2);
  }
}
