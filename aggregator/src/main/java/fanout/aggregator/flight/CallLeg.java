package fanout.aggregator.flight;

import com.google.common.util.concurrent.FluentFuture;
import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.ListenableFuture;
import com.google.common.util.concurrent.MoreExecutors;
import com.google.common.util.concurrent.SettableFuture;
import fanout.aggregator.attempt.AttemptCounts;
import fanout.aggregator.attempt.CallAttempts;
import fanout.aggregator.source.BackendRequest;
import fanout.aggregator.source.CallResult;
import fanout.aggregator.strategy.FanOutStrategy.Leg;
import fanout.runtime.resend.AttemptTally;
import fanout.runtime.spec.Spec;
import fanout.runtime.telemetry.Contexts;
import fanout.v1.Shard;
import io.grpc.Deadline;
import io.grpc.Status;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One call of one section. It carries both contexts with it, so that any thread may fly it. */
final class CallLeg implements Leg {
  private enum State {
    READY,
    TAKEN,
    OVER
  }

  /** A request has many legs: an atomic for each would be an object more. */
  private static final AtomicReferenceFieldUpdater<CallLeg, State> STATE =
      AtomicReferenceFieldUpdater.newUpdater(CallLeg.class, State.class, "state");

  private static final Shard WHOLE = Shard.newBuilder().setCount(1).build();

  final SectionFlight section;
  final int shard;
  private final AttemptTally tally = new AttemptTally();

  /** How it ended; set before that is judged. */
  volatile @Nullable CallResult result;

  private final FanOut fanOut;

  @SuppressWarnings("UnusedVariable") // read and written by STATE
  private volatile State state = State.READY;

  private volatile @Nullable Deadline deadline;
  private volatile @Nullable CallAttempts raced;

  /** Ends the wait for a call that knows no deadline; set under the lock of the {@link FanOut}. */
  volatile @Nullable Future<?> limit;

  CallLeg(FanOut fanOut, SectionFlight section, int shard) {
    this.fanOut = fanOut;
    this.section = section;
    this.shard = shard;
  }

  @Override
  public void flyBlocking() {
    if (begin()) {
      attached(() -> end(section.source.callBlocking(request())), this::end);
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
          if (end(result)) {
            ended.run();
          }
        };
    attached(() -> section.source.callAsync(request(), done), done);
  }

  @Override
  public Future<?> flyFuture() {
    if (!begin()) {
      return Futures.immediateVoidFuture();
    }
    SettableFuture<Boolean> ended = SettableFuture.create();
    attached(() -> ended.setFuture(called()), failure -> ended.set(end(failure)));
    return ended;
  }

  private ListenableFuture<Boolean> called() {
    return FluentFuture.from(section.source.callFuture(request()))
        .catching(Throwable.class, CallLeg::failure, MoreExecutors.directExecutor())
        .transform(this::end, MoreExecutors.directExecutor());
  }

  @Override
  public void refuse(String why) {
    abandon(Status.RESOURCE_EXHAUSTED.withDescription(why));
  }

  /** Ends a call that its strategy never made, so that no section is left without a fate. */
  void abandon(Status why) {
    if (STATE.compareAndSet(this, State.READY, State.TAKEN)) {
      fanOut.refused(this, why);
    }
  }

  /**
   * When the call must have ended; null until it begins, or where the plan keeps the deadline from
   * the backends.
   */
  @Nullable Deadline deadline() {
    return deadline;
  }

  /** Which of its two deadlines cuts the call off, in words; gRPC's own text tells neither. */
  String whyLate() {
    Duration limit = section.plan.limit().orElse(null);
    return limit == null || fanOut.request().budget().callsEnd().equals(deadline)
        ? "the request's budget ran out"
        : "its limit of " + Spec.print(limit) + " passed";
  }

  private boolean begin() {
    if (!STATE.compareAndSet(this, State.READY, State.TAKEN)) {
      throw new IllegalStateException("leg %s/%d is flown twice".formatted(section.name(), shard));
    }
    return fanOut.begin(this);
  }

  /**
   * The first result counts: a stub that throws out of {@code sendMessage} also reports the call,
   * which it cancels thereby, to its observer.
   */
  private boolean end(CallResult result) {
    boolean first = STATE.compareAndSet(this, State.TAKEN, State.OVER);
    if (first) {
      fanOut.ended(this, result);
    }
    return first;
  }

  /** A stub that throws where it should report must not leave the section without a fate. */
  private void attached(Runnable call, Consumer<CallResult> done) {
    try {
      Contexts.run(section.grpc(), section.otel(), call);
    } catch (RuntimeException | Error e) {
      done.accept(failure(e));
    }
  }

  private static CallResult failure(Throwable error) {
    return new CallResult.Failure(status(error), Optional.empty());
  }

  /** The status in which an exception ends; one that says nothing says at least its name. */
  static Status status(Throwable error) {
    Status status = Status.fromThrowable(error);
    return status.getDescription() == null ? status.withDescription(error.toString()) : status;
  }

  /** Ends the timer, if there is one. */
  void forgetLimit() {
    Future<?> timer = limit;
    if (timer != null) {
      timer.cancel(false);
    }
  }

  /** Attempts begun so far, retries and hedges included. */
  int attempts() {
    return tally.attempts();
  }

  /** What became of its hedges and retries so far. */
  AttemptCounts counts() {
    CallAttempts made = raced;
    return made == null ? AttemptCounts.NONE : made.counts();
  }

  private BackendRequest request() {
    FlightRequest request = fanOut.request();
    if (request.plan().request().propagate()) {
      deadline = request.budget().forCall(section.plan.limit());
    }
    raced = fanOut.attempts(section).orElse(null);
    int shards = section.plan.shards();
    return new BackendRequest(
        request.userId(),
        shards == 1 ? WHOLE : Shard.newBuilder().setIndex(shard).setCount(shards).build(),
        shards == 1 ? request.requestId() : request.requestId() + "/" + shard,
        request.simulation(),
        deadline,
        request.plan().labels(),
        tally,
        raced);
  }
}
