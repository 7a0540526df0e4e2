package fanout.lab.trial;

import fanout.lab.load.Target;
import fanout.runtime.server.SimulationMetadata;
import fanout.v1.BatchListNotificationsRequest;
import fanout.v1.BatchListNotificationsResponse;
import fanout.v1.ListNotificationsRequest;
import fanout.v1.NotificationServiceGrpc;
import fanout.v1.NotificationServiceGrpc.NotificationServiceStub;
import fanout.v1.StreamNotificationsRequest;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import io.opentelemetry.context.Scope;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;

/**
 * Fetches the notifications of many users from one backend, in each of the ways in which that can
 * be done; each fetch of all of them is one call of its {@link Target}. Callbacks run on the event
 * loop, no thread waits. Thread-safe.
 *
 * @param channel to a notifications backend
 * @param behavior of the backend for these calls
 * @param items how many users
 * @param requestIds name the draws of each fetch by its number
 */
public record NotificationsCalls(
    Channel channel, String behavior, int items, LongFunction<String> requestIds) {

  /** A unary call each, the next one when the one before has ended. */
  public Target inTurn() {
    return fetching((stub, end) -> next(stub, 0, end));
  }

  private void next(NotificationServiceStub stub, int item, Consumer<Status> end) {
    Consumer<Status> then =
        status -> {
          if (status.isOk() && item + 1 < items) {
            next(stub, item + 1, end);
          } else {
            end.accept(status);
          }
        };
    stub.listNotifications(request(item), new Replies<>(1, reply -> 1, then));
  }

  /** A unary call each, all at once. */
  public Target atOnce() {
    return fetching(
        (stub, end) -> {
          AtomicInteger open = new AtomicInteger(items);
          AtomicReference<Status> failure = new AtomicReference<>(Status.OK);
          Consumer<Status> one =
              status -> {
                if (!status.isOk()) {
                  failure.set(status);
                }
                if (open.decrementAndGet() == 0) {
                  end.accept(failure.get());
                }
              };
          for (int item = 0; item < items; item++) {
            stub.listNotifications(request(item), new Replies<>(1, reply -> 1, one));
          }
        });
  }

  /** One unary call for all. */
  public Target batch() {
    BatchListNotificationsRequest.Builder batch = BatchListNotificationsRequest.newBuilder();
    IntStream.range(0, items).forEach(item -> batch.addRequests(request(item)));
    BatchListNotificationsRequest request = batch.build();
    return fetching(
        (stub, end) ->
            stub.batchListNotifications(
                request, new Replies<>(items, BatchListNotificationsResponse::getListsCount, end)));
  }

  /** A message each on one stream, all sent at once. */
  public Target stream() {
    return fetching(
        (stub, end) -> {
          StreamObserver<StreamNotificationsRequest> requests =
              stub.streamNotifications(new Replies<>(items, reply -> 1, end));
          for (int item = 0; item < items; item++) {
            requests.onNext(
                StreamNotificationsRequest.newBuilder()
                    .setSequence(item)
                    .setRequest(request(item))
                    .build());
          }
          requests.onCompleted();
        });
  }

  private static ListNotificationsRequest request(int item) {
    return ListNotificationsRequest.newBuilder().setUserId("u-" + item).build();
  }

  private interface Fetch {
    /** Calls; {@code end} is told once, with the first failure or the last end. */
    void start(NotificationServiceStub stub, Consumer<Status> end);
  }

  private Target fetching(Fetch fetch) {
    return (index, ended) -> {
      Metadata headers = new Metadata();
      headers.put(SimulationMetadata.REQUEST_ID, requestIds.apply(index));
      headers.put(SimulationMetadata.SIM, "notifications:" + behavior);
      NotificationServiceStub stub =
          NotificationServiceGrpc.newStub(channel)
              .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers), inOneTrace());
      Context.CancellableContext context = Context.ROOT.withCancellation();
      Consumer<Status> end =
          status -> {
            ended.accept(status);
            context.cancel(null);
          };
      context.run(() -> fetch.start(stub, end));
      return () -> context.cancel(null);
    };
  }

  /** Calls that callbacks make belong to the trace of the fetch, too. */
  private static ClientInterceptor inOneTrace() {
    io.opentelemetry.context.Context fetch = io.opentelemetry.context.Context.current();
    return new ClientInterceptor() {
      @Override
      public <Q, R> ClientCall<Q, R> interceptCall(
          MethodDescriptor<Q, R> method, CallOptions options, Channel next) {
        try (Scope ignored = fetch.makeCurrent()) {
          return next.newCall(method, options);
        }
      }
    };
  }

  /** Sees to it that what was asked for came. */
  private static final class Replies<T> implements StreamObserver<T> {
    private final int expected;
    private final ToIntFunction<T> count;
    private final Consumer<Status> end;
    private int came;

    Replies(int expected, ToIntFunction<T> count, Consumer<Status> end) {
      this.expected = expected;
      this.count = count;
      this.end = end;
    }

    @Override
    public void onNext(T reply) {
      came += count.applyAsInt(reply);
    }

    @Override
    public void onError(Throwable error) {
      end.accept(Status.fromThrowable(error));
    }

    @Override
    public void onCompleted() {
      Status incomplete =
          Status.DATA_LOSS.withDescription("%d of %d items came".formatted(came, expected));
      end.accept(came == expected ? Status.OK : incomplete);
    }
  }
}
