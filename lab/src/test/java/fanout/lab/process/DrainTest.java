package fanout.lab.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import fanout.lab.client.DashboardCall;
import fanout.lab.client.DashboardClient.Ask;
import fanout.lab.client.SimulatorClient;
import fanout.v1.Ledger;
import fanout.v1.ListOrdersRequest;
import fanout.v1.ListOrdersResponse;
import fanout.v1.OrderServiceGrpc;
import io.grpc.Channel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** SIGTERM while calls are under way. */
class DrainTest {
  private static final int CALLS = 20;

  private final ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor();

  @AfterEach
  void endCallers() {
    callers.shutdownNow();
  }

  private <T> List<Future<T>> together(Callable<T> call) {
    List<Future<T>> calls = new ArrayList<>();
    for (int i = 0; i < CALLS; i++) {
      calls.add(callers.submit(call));
    }
    return calls;
  }

  private static ConditionFactory soon() {
    return await().atMost(Child.LONG);
  }

  private static void awaitNotReady(Child child) {
    soon().until(() -> child.get("/readyz").statusCode() == 503);
  }

  private static void awaitInFlight(Child aggregator, int requests) {
    String line = "^fanout_requests_in_flight(\\{[^}]*})? " + requests + "(\\.0)?$";
    soon().until(() -> aggregator.get("/metrics").body().lines().anyMatch(l -> l.matches(line)));
  }

  private static ListOrdersResponse orders(Channel channel) {
    return OrderServiceGrpc.newBlockingStub(channel)
        .listOrders(ListOrdersRequest.newBuilder().setUserId("u-1").build());
  }

  private static Status statusOf(Future<?> call) throws InterruptedException {
    try {
      call.get();
      return Status.OK;
    } catch (ExecutionException e) {
      return ((StatusRuntimeException) e.getCause()).getStatus();
    }
  }

  @Test
  void anAggregatorAnswersEveryRequestThatItHasAccepted() throws Exception {
    try (Child backend = Program.BACKEND.start();
        Child aggregator = Program.AGGREGATOR.start(Targets.all(backend))) {
      var dashboards = aggregator.dashboards();
      List<Future<DashboardCall>> accepted;
      backend.freeze(); // what is accepted now cannot end before the thaw
      try {
        accepted = together(() -> dashboards.call(Ask.of("u-1").plan("budget=60s")));
        awaitInFlight(aggregator, CALLS);
        aggregator.terminate();
        awaitNotReady(aggregator);
        assertThat(dashboards.call(Ask.of("u-2")).status().getCode())
            .isEqualTo(Status.Code.UNAVAILABLE);
        assertThat(aggregator.get("/healthz").statusCode()).isEqualTo(200);
        assertThat(accepted).noneMatch(Future::isDone);
      } finally {
        backend.thaw();
      }
      for (Future<DashboardCall> call : accepted) {
        assertThat(call.get().orThrow().getCompleteness()).isEqualTo(1.0);
      }
      assertThat(aggregator.awaitExit()).isZero();
    }
  }

  @Test
  void underSteadyLoadNoAcceptedRequestIsLost() throws Exception {
    try (Child backend = Program.BACKEND.start("--behavior=latency=20ms");
        Child aggregator = Program.AGGREGATOR.start(Targets.all(backend));
        Traffic traffic =
            new Traffic(aggregator.dashboards(), 16, "", call -> call.status().isOk())) {
      soon().until(() -> traffic.count(Status.Code.OK) >= 100);
      aggregator.terminate();
      assertThat(traffic.awaitEnd()).isTrue();
      assertThat(aggregator.awaitExit()).isZero();
      long answered = traffic.count(Status.Code.OK);
      long refused = traffic.count(Status.Code.UNAVAILABLE);
      assertThat(answered + refused).isEqualTo(traffic.calls().size());
      // Each accepted request asks the backend once: one that was lost would be started, not answered.
      Ledger ledger = Child.ledger(backend.simulator(), "user");
      assertThat(ledger.getStarted()).isEqualTo(answered);
      assertThat(ledger.getFinished()).isEqualTo(answered);
    }
  }

  @Test
  void aBackendAnswersEveryCallThatItHasAccepted() throws Exception {
    try (Child backend = Program.BACKEND.start("--behavior=latency=2s")) {
      Channel channel = backend.dataChannel();
      SimulatorClient simulator = backend.simulator();
      List<Future<ListOrdersResponse>> accepted = together(() -> orders(channel));
      soon().until(() -> Child.ledger(simulator, "orders").getInFlight() == CALLS);
      backend.terminate();
      awaitNotReady(backend);
      assertThat(statusOf(callers.submit(() -> orders(channel))).getCode())
          .isEqualTo(Status.Code.UNAVAILABLE);
      for (Future<ListOrdersResponse> call : accepted) {
        assertThat(call.get().getOrdersList()).isNotEmpty();
      }
      assertThat(backend.awaitExit()).isZero();
    }
  }

  @Test
  void afterTheDrainLimitAnAggregatorCancelsWhatIsLeftAlsoAtItsBackends() throws Exception {
    try (Child backend = Program.BACKEND.start("--behavior=hang");
        Child aggregator =
            Program.AGGREGATOR.start(Targets.all(backend, "--drain-limit=100ms"))) {
      var dashboards = aggregator.dashboards();
      SimulatorClient simulator = backend.simulator();
      CompletableFuture<DashboardCall> call =
          CompletableFuture.supplyAsync(
              () -> dashboards.call(Ask.of("u-1").plan("budget=60s")), callers);
      soon().until(() -> Child.ledger(simulator, "user").getInFlight() == 1);
      aggregator.terminate();
      assertThat(aggregator.awaitExit()).isZero();
      assertThat(call.get().status().getCode())
          .isIn(Status.Code.UNAVAILABLE, Status.Code.CANCELLED);
      soon().until(() -> Child.ledger(simulator, "user").getCancelled() == 1);
      assertThat(aggregator.log()).anyMatch(line -> line.contains("cancelled that had not finish"));
    }
  }

  @Test
  void afterTheDrainLimitABackendCancelsWhatIsLeft() throws Exception {
    try (Child backend = Program.BACKEND.start("--behavior=hang", "--drain-limit=100ms")) {
      Channel channel = backend.dataChannel();
      SimulatorClient simulator = backend.simulator();
      Future<ListOrdersResponse> call = callers.submit(() -> orders(channel));
      soon().until(() -> Child.ledger(simulator, "orders").getInFlight() == 1);
      backend.terminate();
      assertThat(backend.awaitExit()).isZero();
      assertThat(statusOf(call).getCode()).isIn(Status.Code.UNAVAILABLE, Status.Code.CANCELLED);
    }
  }
}
