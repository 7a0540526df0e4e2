package fanout.aggregator.flight;

import com.google.common.util.concurrent.FluentFuture;
import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.ListenableFuture;
import com.google.common.util.concurrent.MoreExecutors;
import com.google.common.util.concurrent.SettableFuture;
import fanout.aggregator.source.BackendRequest;
import fanout.aggregator.source.CallResult;
import fanout.aggregator.strategy.FanOutStrategy.Leg;
import fanout.runtime.telemetry.Attempts;
import fanout.runtime.telemetry.Contexts;
import fanout.v1.Shard;
import io.grpc.Deadline;
import io.grpc.Status;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One call of one section. It carries both contexts with it, so that any thread may fly it. */
final class CallLeg implements Leg {
  final SectionFlight section;
  final int shard;
  final Attempts attempts = new Attempts();
  private final FanOut fanOut;
  private final AtomicBoolean taken = new AtomicBoolean();
  private volatile @Nullable Deadline deadline;

  CallLeg(FanOut fanOut, SectionFlight section, int shard) {
    this.fanOut = fanOut;
    this.section = section;
    this.shard = shard;
  }

  @Override
  public void flyBlocking() {
    if (begin()) {
      attached(() -> end(section.source.callBlocking(request())), () -> {});
    }
  }

  @Override
  public void flyAsync(Runnable ended) {
    if (!begin()) {
      ended.run();
      return;
    }
    Consumer<CallResult> done =
        result -> {
          end(result);
          ended.run();
        };
    attached(() -> section.source.callAsync(request(), done), ended);
  }

  @Override
  public Future<?> flyFuture() {
    if (!begin()) {
      return Futures.immediateVoidFuture();
    }
    SettableFuture<Boolean> ended = SettableFuture.create();
    attached(() -> ended.setFuture(called()), () -> ended.set(true));
    return ended;
  }

  private ListenableFuture<Boolean> called() {
    return FluentFuture.from(section.source.callFuture(request()))
        .catching(Throwable.class, CallLeg::failure, MoreExecutors.directExecutor())
        .transform(
            result -> {
              end(result);
              return true;
            },
            MoreExecutors.directExecutor());
  }

  @Override
  public void refuse(String why) {
    if (taken.compareAndSet(false, true) && fanOut.begin(this)) {
      end(new CallResult.Failure(Status.RESOURCE_EXHAUSTED.withDescription(why), Optional.empty()));
    }
  }

  /** Ends a call that its strategy never made, so that no section is left without a fate. */
  void abandon(Throwable cause) {
    if (taken.compareAndSet(false, true) && fanOut.begin(this)) {
      end(failure(cause));
    }
  }

  /**
   * When the call must have ended; null until it begins, or where the plan keeps the deadline from
   * the backends.
   */
  @Nullable Deadline deadline() {
    return deadline;
  }

  private boolean begin() {
    if (!taken.compareAndSet(false, true)) {
      throw new IllegalStateException("leg %s/%d is flown twice".formatted(section.name(), shard));
    }
    return fanOut.begin(this);
  }

  private void end(CallResult result) {
    fanOut.ended(this, result);
  }

  /** A stub that throws where it should report must not leave the section without a fate. */
  private void attached(Runnable call, Runnable ended) {
    try {
      Contexts.run(section.grpc(), section.otel(), call);
    } catch (RuntimeException | Error e) {
      end(failure(e));
      ended.run();
    }
  }

  private static CallResult failure(Throwable error) {
    return new CallResult.Failure(Status.fromThrowable(error), Optional.empty());
  }

  private BackendRequest request() {
    FlightRequest request = fanOut.request();
    if (request.plan().request().propagate()) {
      deadline = request.budget().forCall(section.plan.limit());
    }
    int shards = section.plan.shards();
    return new BackendRequest(
        request.userId(),
        Shard.newBuilder().setIndex(shard).setCount(shards).build(),
        shards == 1 ? request.requestId() : request.requestId() + "/" + shard,
        request.simulation(),
        deadline,
        attempts);
  }
}
