package fanout.lab.trial;

import fanout.lab.load.Target;
import fanout.runtime.server.SimulationMetadata;
import fanout.v1.ListOrdersRequest;
import fanout.v1.ListOrdersResponse;
import fanout.v1.OrderServiceGrpc;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptors;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import java.util.function.Consumer;
import java.util.function.LongFunction;

/**
 * Calls of the orders backend without an aggregator in between, asynchronously as a {@link Target}
 * or blocking. Thread-safe.
 *
 * @param channel to the backend
 * @param behavior of the backend for these calls; empty for its own
 * @param requestIds name the draws of each call by its number
 */
public record OrdersCalls(Channel channel, String behavior, LongFunction<String> requestIds)
    implements Target {
  private static final ListOrdersRequest REQUEST =
      ListOrdersRequest.newBuilder().setUserId("u-1001").build();

  @Override
  public Runnable send(long index, Consumer<Status> ended) {
    ClientCall<ListOrdersRequest, ListOrdersResponse> call =
        named(index).newCall(OrderServiceGrpc.getListOrdersMethod(), CallOptions.DEFAULT);
    ClientCalls.asyncUnaryCall(call, REQUEST, new End(ended));
    return () -> call.cancel("no longer awaited", null);
  }

  /** Calls, and holds the calling thread until the answer is there. */
  public Status block(long index) {
    try {
      OrderServiceGrpc.newBlockingStub(named(index)).listOrders(REQUEST);
      return Status.OK;
    } catch (StatusRuntimeException e) {
      return e.getStatus();
    }
  }

  private Channel named(long index) {
    Metadata headers = new Metadata();
    headers.put(SimulationMetadata.REQUEST_ID, requestIds.apply(index));
    if (!behavior.isEmpty()) {
      headers.put(SimulationMetadata.SIM, "orders:" + behavior);
    }
    return ClientInterceptors.intercept(
        channel, MetadataUtils.newAttachHeadersInterceptor(headers));
  }

  private record End(Consumer<Status> ended) implements StreamObserver<ListOrdersResponse> {
    @Override
    public void onNext(ListOrdersResponse response) {
      // what counts is that it came
    }

    @Override
    public void onError(Throwable error) {
      ended.accept(Status.fromThrowable(error));
    }

    @Override
    public void onCompleted() {
      ended.accept(Status.OK);
    }
  }
}
