package fanout.lab.client;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import fanout.v1.Dashboard;
import fanout.v1.DashboardServiceGrpc;
import fanout.v1.DashboardServiceGrpc.DashboardServiceBlockingStub;
import fanout.v1.DashboardServiceGrpc.DashboardServiceStub;
import fanout.v1.GetDashboardRequest;
import fanout.v1.GetDashboardResponse;
import fanout.v1.WatchDashboardRequest;
import fanout.v1.WatchDashboardResponse;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.AbstractStub;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.Iterator;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Calls for dashboards. Thread-safe. */
public final class DashboardClient {
  private final Channel channel;

  /** A client on a channel that its owner closes. */
  public DashboardClient(Channel channel) {
    this.channel = channel;
  }

  /**
   * What is asked.
   *
   * @param plan laid over the aggregator's default plan; may be empty
   * @param simulation behaviour aimed at the backends; may be empty
   * @param requestId names the random draws; empty lets the aggregator make one up
   * @param deadline of the caller
   */
  public record Ask(
      String userId,
      String plan,
      String simulation,
      String requestId,
      Optional<Duration> deadline) {
    /** A request for a user's dashboard under the aggregator's default plan. */
    public static Ask of(String userId) {
      return new Ask(userId, "", "", "", Optional.empty());
    }

    /** The same with another plan. */
    public Ask plan(String text) {
      return new Ask(userId, text, simulation, requestId, deadline);
    }

    /** The same with behaviour aimed at the backends. */
    public Ask simulation(String text) {
      return new Ask(userId, plan, text, requestId, deadline);
    }

    /** The same with a deadline of the caller, this long after the call. */
    public Ask deadline(Duration after) {
      return new Ask(userId, plan, simulation, requestId, Optional.of(after));
    }

    /** The same with a name of its own. */
    public Ask requestId(String text) {
      return new Ask(userId, plan, simulation, text, deadline);
    }
  }

  /** Calls and waits for the end; the current gRPC context can cancel the call. */
  public DashboardCall call(Ask ask) {
    DashboardServiceBlockingStub stub = stub(ask);
    long start = System.nanoTime();
    try {
      Dashboard dashboard = stub.getDashboard(request(ask)).getDashboard();
      return answered(start, Optional.of(dashboard));
    } catch (StatusRuntimeException e) {
      return failed(start, e);
    }
  }

  /**
   * Calls and returns at once.
   *
   * @param ended hears of the end, once, on a thread that must not block, possibly before this
   *     returns
   * @return cancels the call
   */
  public Runnable start(Ask ask, Consumer<DashboardCall> ended) {
    long start = System.nanoTime();
    StreamObserver<GetDashboardResponse> observer =
        new StreamObserver<>() {
          private Optional<Dashboard> dashboard = Optional.empty();

          @Override
          public void onNext(GetDashboardResponse response) {
            dashboard = Optional.of(response.getDashboard());
          }

          @Override
          public void onError(Throwable error) {
            StatusRuntimeException told =
                new StatusRuntimeException(
                    Status.fromThrowable(error), Status.trailersFromThrowable(error));
            ended.accept(failed(start, told));
          }

          @Override
          public void onCompleted() {
            ended.accept(answered(start, dashboard));
          }
        };
    // Not a cancellable context: what ends a call may make the next one, which would be its child.
    DashboardServiceStub stub = prepared(DashboardServiceGrpc.newStub(channel), ask);
    ClientCall<GetDashboardRequest, GetDashboardResponse> call =
        stub.getChannel()
            .newCall(DashboardServiceGrpc.getGetDashboardMethod(), stub.getCallOptions());
    ClientCalls.asyncUnaryCall(call, request(ask), observer);
    return () -> call.cancel("no longer awaited", null);
  }

  /**
   * Calls for the dashboard piece by piece and waits for the end; the current gRPC context can
   * cancel the call.
   *
   * @param arrived hears each piece as it comes, on the caller's thread
   */
  public DashboardCall watch(Ask ask, Consumer<WatchDashboardResponse> arrived) {
    WatchDashboardRequest request =
        WatchDashboardRequest.newBuilder()
            .setUserId(ask.userId)
            .setPlan(ask.plan)
            .setRequestId(ask.requestId)
            .build();
    DashboardServiceBlockingStub stub = stub(ask);
    long start = System.nanoTime();
    Optional<Dashboard> summary = Optional.empty();
    try {
      Iterator<WatchDashboardResponse> pieces = stub.watchDashboard(request);
      while (pieces.hasNext()) {
        WatchDashboardResponse piece = pieces.next();
        arrived.accept(piece);
        if (piece.hasSummary()) {
          summary = Optional.of(piece.getSummary());
        }
      }
      return answered(start, summary);
    } catch (StatusRuntimeException e) {
      return failed(start, e);
    }
  }

  /**
   * Calls, leaves after a while without waiting for the answer, and returns when the call has ended
   * on this side.
   *
   * @param leaving runs just before the cancel is sent
   */
  public void callAndLeave(Ask ask, Duration after, Runnable leaving) throws InterruptedException {
    Context.CancellableContext context = Context.current().withCancellation();
    Runnable request = () -> call(ask);
    Thread caller = Thread.ofVirtual().name("caller").start(context.wrap(request));
    try {
      TimeUnit.NANOSECONDS.sleep(after.toNanos());
      leaving.run();
    } finally {
      context.cancel(null);
    }
    caller.join();
  }

  private static GetDashboardRequest request(Ask ask) {
    return GetDashboardRequest.newBuilder()
        .setUserId(ask.userId)
        .setPlan(ask.plan)
        .setRequestId(ask.requestId)
        .build();
  }

  private DashboardServiceBlockingStub stub(Ask ask) {
    return prepared(DashboardServiceGrpc.newBlockingStub(channel), ask);
  }

  private static <T extends AbstractStub<T>> T prepared(T plain, Ask ask) {
    T stub = plain;
    if (!ask.simulation.isEmpty()) {
      Metadata headers = HeaderText.simulation(ask.simulation);
      stub = stub.withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers));
    }
    return ask.deadline.isPresent()
        ? stub.withDeadlineAfter(ask.deadline.get().toNanos(), TimeUnit.NANOSECONDS)
        : stub;
  }

  private static DashboardCall answered(long start, Optional<Dashboard> dashboard) {
    return new DashboardCall(
        since(start), Status.OK, com.google.rpc.Status.getDefaultInstance(), dashboard);
  }

  private static DashboardCall failed(long start, StatusRuntimeException error) {
    Duration elapsed = since(start);
    com.google.rpc.Status status =
        StatusProto.fromStatusAndTrailers(error.getStatus(), error.getTrailers());
    return new DashboardCall(elapsed, error.getStatus(), status, inDetails(status));
  }

  private static Duration since(long start) {
    return Duration.ofNanos(System.nanoTime() - start);
  }

  private static Optional<Dashboard> inDetails(com.google.rpc.Status status) {
    for (Any detail : status.getDetailsList()) {
      if (detail.is(Dashboard.class)) {
        try {
          return Optional.of(detail.unpack(Dashboard.class));
        } catch (InvalidProtocolBufferException e) {
          throw new IllegalStateException("the aggregator sent a dashboard that cannot be read", e);
        }
      }
    }
    return Optional.empty();
  }
}
