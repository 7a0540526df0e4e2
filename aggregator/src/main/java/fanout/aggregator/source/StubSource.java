package fanout.aggregator.source;

import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.ListenableFuture;
import com.google.common.util.concurrent.MoreExecutors;
import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import fanout.v1.AppliedBehavior;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.AbstractStub;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A {@link SectionSource} on the three generated stubs of one service.
 *
 * @param <Q> request message
 * @param <R> response message
 */
final class StubSource<Q, R> implements SectionSource {
  /** One service in its three forms. */
  record Stubs<
      Q, R, B extends AbstractStub<B>, A extends AbstractStub<A>, F extends AbstractStub<F>>(
      B blocking,
      BiFunction<B, Q, R> callBlocking,
      A async,
      AsyncCall<A, Q, R> callAsync,
      F future,
      BiFunction<F, Q, ListenableFuture<R>> callFuture) {}

  /** A method of an asynchronous stub. */
  interface AsyncCall<A, Q, R> {
    void call(A stub, Q request, StreamObserver<R> observer);
  }

  /** What differs from section to section in the data. */
  record Data<Q, R>(
      Function<BackendRequest, Q> request,
      Function<R, Message> content,
      Function<R, AppliedBehavior> applied,
      Function<List<Message>, Message> merge,
      Message empty) {}

  private final String name;
  private final Stubs<Q, R, ?, ?, ?> stubs;
  private final Data<Q, R> data;

  StubSource(String name, Stubs<Q, R, ?, ?, ?> stubs, Data<Q, R> data) {
    this.name = name;
    this.stubs = stubs;
    this.data = data;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public CallResult callBlocking(BackendRequest request) {
    try {
      return answer(blocking(stubs, request));
    } catch (StatusRuntimeException e) {
      return failure(e);
    }
  }

  private <B extends AbstractStub<B>> R blocking(
      Stubs<Q, R, B, ?, ?> stubs, BackendRequest request) {
    return stubs.callBlocking.apply(request.on(stubs.blocking), data.request.apply(request));
  }

  @Override
  public void callAsync(BackendRequest request, Consumer<CallResult> done) {
    async(stubs, request, done);
  }

  private <A extends AbstractStub<A>> void async(
      Stubs<Q, R, ?, A, ?> stubs, BackendRequest request, Consumer<CallResult> done) {
    stubs.callAsync.call(request.on(stubs.async), data.request.apply(request), new Unary(done));
  }

  @Override
  public ListenableFuture<CallResult> callFuture(BackendRequest request) {
    ListenableFuture<CallResult> answer =
        Futures.transform(future(stubs, request), this::answer, MoreExecutors.directExecutor());
    return Futures.catching(
        answer, StatusRuntimeException.class, StubSource::failure, MoreExecutors.directExecutor());
  }

  private <F extends AbstractStub<F>> ListenableFuture<R> future(
      Stubs<Q, R, ?, ?, F> stubs, BackendRequest request) {
    return stubs.callFuture.apply(request.on(stubs.future), data.request.apply(request));
  }

  @Override
  public Message merge(List<Message> parts) {
    return data.merge.apply(parts);
  }

  @Override
  public Message empty() {
    return data.empty;
  }

  private CallResult answer(R response) {
    return new CallResult.Answer(data.content.apply(response), data.applied.apply(response));
  }

  private static CallResult noReply() {
    return new CallResult.Failure(
        Status.INTERNAL.withDescription("no reply message"), Optional.empty());
  }

  private static CallResult failure(Throwable error) {
    return new CallResult.Failure(withCause(Status.fromThrowable(error)), applied(error));
  }

  /** gRPC describes a refused connection as "io exception" and leaves the address to the cause. */
  private static Status withCause(Status status) {
    Throwable cause = status.getCause();
    return cause == null || cause.getMessage() == null
        ? status
        : status.augmentDescription(cause.getMessage());
  }

  /** A simulated failure says in its details what was simulated. */
  private static Optional<AppliedBehavior> applied(Throwable error) {
    com.google.rpc.@Nullable Status status = details(error);
    return status == null
        ? Optional.empty()
        : status.getDetailsList().stream()
            .filter(detail -> detail.is(AppliedBehavior.class))
            .findFirst()
            .flatMap(StubSource::unpack);
  }

  /** Details that are no message at all must not hide the status that they came with. */
  private static com.google.rpc.@Nullable Status details(Throwable error) {
    try {
      return StatusProto.fromThrowable(error);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  /**
   * A foreign server may send anything under this type; what cannot be read was not applied by us.
   */
  private static Optional<AppliedBehavior> unpack(Any detail) {
    try {
      return Optional.of(detail.unpack(AppliedBehavior.class));
    } catch (InvalidProtocolBufferException e) {
      return Optional.empty();
    }
  }

  /** Keeps the answer until the call has closed: only then is it sure that it succeeded. */
  private final class Unary implements StreamObserver<R> {
    private final Consumer<CallResult> done;
    private @Nullable R response;

    Unary(Consumer<CallResult> done) {
      this.done = done;
    }

    @Override
    public void onNext(R value) {
      response = value;
    }

    @Override
    public void onError(Throwable error) {
      done.accept(failure(error));
    }

    @Override
    public void onCompleted() {
      done.accept(response == null ? noReply() : answer(response));
    }
  }
}
