package fanout.backend.service;

import static fanout.backend.Running.ADA;
import static fanout.backend.Running.statusOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.util.Durations;
import com.google.rpc.ErrorInfo;
import fanout.backend.FakeTime;
import fanout.backend.Running;
import fanout.backend.ledger.LedgerCounts;
import fanout.runtime.server.SimulationMetadata;
import fanout.v1.AppliedBehavior;
import fanout.v1.BatchListOrdersRequest;
import fanout.v1.BatchListOrdersResponse;
import fanout.v1.GetUserRequest;
import fanout.v1.ListNotificationsRequest;
import fanout.v1.ListOrdersRequest;
import fanout.v1.ListOrdersResponse;
import fanout.v1.NotificationServiceGrpc;
import fanout.v1.OrderServiceGrpc;
import fanout.v1.Shard;
import fanout.v1.StreamOrdersRequest;
import fanout.v1.StreamOrdersResponse;
import fanout.v1.UserServiceGrpc;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.data.Offset;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServedCallTest {
  private final Running running = Running.with();

  @AfterEach
  void stop() {
    running.close();
  }

  @Test
  void theReplySaysWhatWasAskedAndWhatReallyHappened() throws Exception {
    FakeTime time = new FakeTime();
    try (Running slow = Running.at(time)) {
      var reply = slow.ordersLater("orders:latency=3ms,payload=2KiB").listOrders(ADA);
      await().until(() -> time.waits() == 1);
      time.pass(Duration.ofMillis(3));
      AppliedBehavior applied = reply.get().getApplied();
      assertThat(applied.getBackend()).isEqualTo("orders");
      assertThat(applied.getInstance()).contains(":" + slow.server.dataAddress().getPort());
      assertThat(applied.getBehavior()).isEqualTo("latency=3ms,payload=2KiB");
      assertThat(Durations.toNanos(applied.getAskedLatency())).isEqualTo(3_000_000);
      assertThat(Durations.toNanos(applied.getActualLatency())).isEqualTo(3_000_000);
      assertThat(reply.get().getOrdersCount()).isPositive();
    }
  }

  @Test
  void aCallThatOutrunsTheEndOfItsBackendIsUnavailableAndNoDefect() {
    FakeTime time = new FakeTime();
    try (Running closed = Running.at(time)) {
      time.end();
      Status status = statusOf(() -> closed.orders("orders:latency=3ms").listOrders(ADA));
      assertThat(status.getCode()).isEqualTo(Status.Code.UNAVAILABLE);
      assertThat(status.getDescription()).isEqualTo("orders is closed");
      assertThat(closed.ledger().inFlight()).isZero();
    }
  }

  @Test
  void allThreeBackendsAnswerOnOnePort() {
    assertThat(
            UserServiceGrpc.newBlockingStub(running.channel)
                .getUser(GetUserRequest.newBuilder().setUserId("ada").build())
                .getUser()
                .getUserId())
        .isEqualTo("ada");
    assertThat(
            NotificationServiceGrpc.newBlockingStub(running.channel)
                .listNotifications(ListNotificationsRequest.newBuilder().setUserId("ada").build())
                .getNotificationsList())
        .isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.4, 0.6})
  void theErrorShareIsABernoulliDraw(double share) {
    int calls = 2_000;
    var stub = running.orders("orders:error=UNAVAILABLE@" + share);
    for (int i = 0; i < calls; i++) {
      var named = Running.named(stub, "r" + i);
      Running.statusOf(() -> named.listOrders(ADA));
    }
    // Four standard deviations of a binomial share; the seed is fixed, so it holds for ever.
    double tolerance = 4 * Math.sqrt(share * (1 - share) / calls);
    LedgerCounts counts = running.ledger();
    assertThat(counts.failures() / (double) calls).isCloseTo(share, Offset.offset(tolerance));
    assertThat(counts.finished() + counts.failures()).isEqualTo(calls);
  }

  @Test
  void aSimulatedErrorSaysSoAndCarriesTheBehaviourApplied() throws Exception {
    StatusRuntimeException error =
        catchThrowableOfType(
            StatusRuntimeException.class,
            () -> running.orders("orders:error=INTERNAL").listOrders(ADA));
    assertThat(error.getStatus().getDescription())
        .isEqualTo("simulated by 'error(code=INTERNAL)' on orders");
    var details = Objects.requireNonNull(StatusProto.fromThrowable(error)).getDetailsList();
    assertThat(details.get(0).unpack(ErrorInfo.class).getReason()).isEqualTo("SIMULATED");
    AppliedBehavior applied = details.get(1).unpack(AppliedBehavior.class);
    assertThat(applied.getBackend()).isEqualTo("orders");
    assertThat(applied.getFaultsList()).containsExactly("error(code=INTERNAL)");
  }

  @Test
  void aCallWithoutRequestIdIsToldTheOneThatWasMadeUp() {
    assertThat(requestIdInHeaders(null)).isNotBlank();
    assertThat(requestIdInHeaders("mine")).isNull();
  }

  private @Nullable String requestIdInHeaders(@Nullable String requestId) {
    AtomicReference<Metadata> headers = new AtomicReference<>();
    var stub =
        running
            .orders("")
            .withInterceptors(
                MetadataUtils.newCaptureMetadataInterceptor(headers, new AtomicReference<>()));
    (requestId == null ? stub : Running.named(stub, requestId)).listOrders(ADA);
    return Objects.requireNonNull(headers.get()).get(SimulationMetadata.REQUEST_ID);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '>',
      value = {
        "'' > 0 > 0 > user_id: '' is not allowed",
        "ada > 1 > 0 > shard.index: '1' is not allowed; allowed: 0 to 0",
        "ada > 3 > 3 > shard.index: '3' is not allowed; allowed: 0 to 2",
        "ada > -1 > 3 > shard.index: '4294967295' is not allowed",
      })
  void anInvalidRequestNamesItsField(String user, int index, int count, String complaint) {
    ListOrdersRequest request =
        ListOrdersRequest.newBuilder()
            .setUserId(user)
            .setShard(Shard.newBuilder().setIndex(index).setCount(count))
            .build();
    Status status = Running.statusOf(() -> running.orders("").listOrders(request));
    assertThat(status.getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    assertThat(status.getDescription()).contains(complaint);
    assertThat(running.ledger().failed()).containsEntry(Status.Code.INVALID_ARGUMENT, 1L);
  }

  @ParameterizedTest
  @ValueSource(strings = {"many", "-1", "2147483648", "4294967295"})
  void aMalformedNumberOfAttemptsIsRefused(String attempts) {
    var stub = Running.with(running.orders(""), Inbound.PREVIOUS_ATTEMPTS, attempts);
    Status status = Running.statusOf(() -> stub.listOrders(ADA));
    assertThat(status.getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    assertThat(status.getDescription())
        .contains("grpc-previous-rpc-attempts: '" + attempts + "' is not allowed")
        .endsWith("allowed: a whole number from 0 to 2147483647");
  }

  @Test
  void aBatchNamesTheElementThatIsInvalid() {
    BatchListOrdersRequest batch =
        BatchListOrdersRequest.newBuilder()
            .addRequests(ADA)
            .addRequests(ListOrdersRequest.getDefaultInstance())
            .build();
    StatusRuntimeException error =
        catchThrowableOfType(
            StatusRuntimeException.class, () -> running.orders("").batchListOrders(batch));
    assertThat(error.getStatus().getDescription()).contains("requests[1].user_id");
  }

  @Test
  void aBatchIsOneCallWithOneDraw() {
    ListOrdersRequest bob = ListOrdersRequest.newBuilder().setUserId("bob").build();
    BatchListOrdersResponse response =
        running
            .orders("")
            .batchListOrders(
                BatchListOrdersRequest.newBuilder().addRequests(bob).addRequests(ADA).build());
    assertThat(response.getLists(0).getOrdersList())
        .isEqualTo(running.orders("").listOrders(bob).getOrdersList());
    assertThat(response.getLists(1).getOrdersList())
        .isEqualTo(running.orders("").listOrders(ADA).getOrdersList());
    assertThat(running.ledger().started()).isEqualTo(3);
  }

  @Test
  void aStreamAnswersEveryMessageAndEndsWhenTheCallerIsDone() throws Exception {
    Collector answers = new Collector();
    StreamObserver<StreamOrdersRequest> requests =
        running.ordersAsync("orders:latency=uniform(0ms,2ms)").streamOrders(answers);
    for (int i = 0; i < 300; i++) {
      requests.onNext(message(i));
    }
    requests.onCompleted();
    answers.ended.await();
    assertThat(answers.error.get()).isNull();
    assertThat(answers.values)
        .extracting(StreamOrdersResponse::getSequence)
        .hasSize(300)
        .doesNotHaveDuplicates();
    assertThat(running.ledger().finished()).isEqualTo(300);
  }

  @Test
  void aStreamDrawsForEachMessageAndAnswersTheFastOnesFirst() throws Exception {
    Collector answers = new Collector();
    StreamObserver<StreamOrdersRequest> requests =
        running.ordersAsync("orders:hang@50%").streamOrders(answers);
    for (int i = 0; i < 40; i++) {
      requests.onNext(message(i));
    }
    await().until(() -> running.ledger().started() == 40);
    await().until(() -> answers.values.size() == running.ledger().finished());
    assertThat(running.ledger().finished()).isBetween(5L, 35L);
    requests.onError(Status.CANCELLED.asException());
    await().until(() -> running.ledger().inFlight() == 0);
    assertThat(running.ledger().cancelled() + running.ledger().finished()).isEqualTo(40);
  }

  @Test
  void aStreamTakesNoMoreMessagesThanItsWindow() {
    try (Running narrow = Running.with("--stream-window=4")) {
      Collector answers = new Collector();
      StreamObserver<StreamOrdersRequest> requests =
          narrow.ordersAsync("orders:hang").streamOrders(answers);
      for (int i = 0; i < 50; i++) {
        requests.onNext(message(i));
      }
      await().until(() -> narrow.ledger().started() == 4);
      // Another call on the same connection is answered after all 50 messages have arrived.
      narrow.orders("").listOrders(ADA);
      assertThat(narrow.ledger().inFlight()).isEqualTo(4);
      requests.onError(Status.CANCELLED.asException());
    }
  }

  @Test
  void aCallerThatDoesNotReadIsNotReadFrom() throws Exception {
    try (Running narrow = Running.with("--stream-window=2")) {
      int messages = 20;
      CountDownLatch started = new CountDownLatch(1);
      AtomicReference<ClientCallStreamObserver<StreamOrdersRequest>> call = new AtomicReference<>();
      Collector answers =
          new Collector() {
            @Override
            public void beforeStart(ClientCallStreamObserver<StreamOrdersRequest> requests) {
              requests.disableAutoRequestWithInitial(0);
              call.set(requests);
              started.countDown();
            }
          };
      StreamObserver<StreamOrdersRequest> requests =
          narrow.ordersAsync("orders:payload=1MiB").streamOrders(answers);
      started.await();
      for (int i = 0; i < messages; i++) {
        requests.onNext(message(i));
      }
      requests.onCompleted();
      await().until(() -> narrow.ledger().finished() >= 2);
      narrow.orders("").listOrders(ADA);
      // The transport takes a few; the rest waits at the caller.
      assertThat(narrow.ledger().started()).isLessThan(messages);
      Objects.requireNonNull(call.get()).request(messages);
      answers.ended.await();
      assertThat(answers.values).hasSize(messages);
    }
  }

  @Test
  void aSlowStreamLetsItsMessagesLeaveOneAGap() throws Exception {
    FakeTime time = new FakeTime();
    try (Running slow = Running.at(time)) {
      Collector answers = new Collector();
      StreamObserver<StreamOrdersRequest> requests =
          slow.ordersAsync("orders:slow-reply=20ms").streamOrders(answers);
      for (int i = 0; i < 4; i++) {
        requests.onNext(message(i));
      }
      requests.onCompleted();
      await().until(() -> time.waits() == 4);
      for (int left = 1; left <= 4; left++) {
        time.pass(Duration.ofMillis(19));
        assertThat(slow.ledger().finished()).isEqualTo(left - 1);
        time.pass(Duration.ofMillis(1));
        assertThat(slow.ledger().finished()).isEqualTo(left);
      }
      answers.ended.await();
      assertThat(answers.values)
          .extracting(StreamOrdersResponse::getSequence)
          .containsExactly(0L, 1L, 2L, 3L);
      assertThat(slow.ledger().worked()).isEqualTo(Duration.ofMillis(20 + 40 + 60 + 80));
    }
  }

  /** Each piece is awaited at the caller before the time passes that lets the next one leave. */
  @Test
  void aSlowUnaryReplyArrivesInPieces() {
    FakeTime time = new FakeTime();
    try (Running slow = Running.at(time)) {
      List<String> arrived = new CopyOnWriteArrayList<>();
      ClientCall<ListOrdersRequest, ListOrdersResponse> call =
          slow.ordersAsync("orders:slow-reply=20ms")
              .getChannel()
              .newCall(OrderServiceGrpc.getListOrdersMethod(), CallOptions.DEFAULT);
      call.start(new Arrivals(arrived), new Metadata());
      call.request(2);
      call.sendMessage(ADA);
      call.halfClose();
      for (String piece : List.of("headers", "message", "OK")) {
        await().until(() -> arrived.contains(piece) && (piece.equals("OK") || time.waits() == 1));
        assertThat(arrived).last().isEqualTo(piece);
        time.pass(Duration.ofMillis(20));
      }
      assertThat(arrived).containsExactly("headers", "message", "OK");
    }
  }

  @Test
  void anErrorOfOneMessageEndsTheStream() throws Exception {
    Collector answers = new Collector();
    StreamObserver<StreamOrdersRequest> requests =
        running.ordersAsync("orders:error=ABORTED").streamOrders(answers);
    requests.onNext(message(1));
    answers.ended.await();
    assertThat(Status.fromThrowable(Objects.requireNonNull(answers.error.get())).getCode())
        .isEqualTo(Status.Code.ABORTED);
  }

  @Test
  void theMessagesInHandWhenAStreamFailsCountAsCancelled() throws Exception {
    Collector answers = new Collector();
    StreamObserver<StreamOrdersRequest> requests =
        Running.named(running.ordersAsync("orders:hang@80%,late-error=ABORTED@50%"), "s")
            .streamOrders(answers);
    for (int i = 0; i < 64; i++) {
      requests.onNext(message(i));
    }
    answers.ended.await();
    await().until(() -> running.ledger().inFlight() == 0);
    assertThat(running.ledger().failed()).containsEntry(Status.Code.ABORTED, 1L);
    assertThat(running.ledger().cancelled()).isPositive();
    assertThat(running.ledger().started())
        .isEqualTo(1 + running.ledger().cancelled() + running.ledger().finished());
  }

  private static StreamOrdersRequest message(int sequence) {
    return StreamOrdersRequest.newBuilder().setSequence(sequence).setRequest(ADA).build();
  }

  private static final class Arrivals extends ClientCall.Listener<ListOrdersResponse> {
    private final List<String> arrived;

    Arrivals(List<String> arrived) {
      this.arrived = arrived;
    }

    @Override
    public void onHeaders(Metadata headers) {
      arrived.add("headers");
    }

    @Override
    public void onMessage(ListOrdersResponse message) {
      arrived.add("message");
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
      arrived.add(status.getCode().name());
    }
  }

  private static class Collector
      implements ClientResponseObserver<StreamOrdersRequest, StreamOrdersResponse> {
    final List<StreamOrdersResponse> values = new CopyOnWriteArrayList<>();
    final AtomicReference<@Nullable Throwable> error = new AtomicReference<>();
    final CountDownLatch ended = new CountDownLatch(1);

    @Override
    public void beforeStart(ClientCallStreamObserver<StreamOrdersRequest> requests) {}

    @Override
    public void onNext(StreamOrdersResponse value) {
      values.add(value);
    }

    @Override
    public void onError(Throwable failure) {
      error.set(failure);
      ended.countDown();
    }

    @Override
    public void onCompleted() {
      ended.countDown();
    }
  }
}
