package fanout.aggregator.flight;

import com.google.protobuf.Message;
import fanout.aggregator.attempt.AttemptCounts;
import fanout.aggregator.plan.SectionPlan;
import fanout.aggregator.section.Outcome;
import fanout.aggregator.section.SectionReport;
import fanout.aggregator.source.CallResult;
import fanout.aggregator.source.SectionSource;
import fanout.v1.AppliedBehavior;
import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.Status;
import io.opentelemetry.api.trace.Span;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * One section of a request under way. Everything that changes is guarded by the lock of its {@link
 * FanOut}, with two exceptions: the contexts are set once, before the first call, and read only by
 * calls that begin after; results are filed and merged without the lock, for merging takes its
 * time.
 */
final class SectionFlight {
  final SectionSource source;
  final SectionPlan plan;
  final List<CallLeg> legs;

  private final AtomicInteger unanswered;
  private long startedNanos;
  private @Nullable Duration budgetLeft;
  private @Nullable SectionReport report;
  private volatile @Nullable Context grpc;
  private volatile io.opentelemetry.context.@Nullable Context otel;

  SectionFlight(FanOut fanOut, SectionSource source, SectionPlan plan) {
    this.source = source;
    this.plan = plan;
    this.unanswered = new AtomicInteger(plan.shards());
    this.legs = new ArrayList<>(plan.shards());
    for (int shard = 0; shard < plan.shards(); shard++) {
      legs.add(new CallLeg(fanOut, this, shard));
    }
  }

  String name() {
    return source.name();
  }

  boolean isDecided() {
    return report != null;
  }

  boolean isStarted() {
    return grpc != null;
  }

  /** The first call is about to be made. */
  void start(long nanos, Duration left, Context grpc, io.opentelemetry.context.Context otel) {
    this.startedNanos = nanos;
    this.budgetLeft = left;
    this.otel = otel;
    this.grpc = grpc;
  }

  Context grpc() {
    return Objects.requireNonNull(grpc);
  }

  io.opentelemetry.context.Context otel() {
    return Objects.requireNonNull(otel);
  }

  Optional<Span> span() {
    return Optional.ofNullable(otel).map(Span::fromContext);
  }

  /**
   * Calls off what the section still has under way. Its last call may share the request's own
   * scope; that is not ours to cancel.
   */
  void cancelCalls() {
    if (plan.shards() > 1 && grpc instanceof Context.CancellableContext own) {
      own.cancel(null);
    }
  }

  /** Ends the timers of a section whose calls know no deadline. */
  void forgetLimits() {
    legs.forEach(CallLeg::forgetLimit);
  }

  /**
   * Files a result and says what it decides: a failure decides the section, an answer only if it is
   * the last. Does not need the lock.
   */
  Optional<Outcome> fateBy(CallLeg leg, CallResult result, boolean callerGone) {
    leg.result = result;
    return switch (result) {
      case CallResult.Failure failure -> Optional.of(outcomeOf(leg, failure, callerGone));
      case CallResult.Answer answer ->
          unanswered.decrementAndGet() == 0 ? Optional.of(merged()) : Optional.empty();
    };
  }

  private Outcome merged() {
    try {
      return new Outcome.Loaded(legs.size() == 1 ? part(legs.getFirst()) : source.merge(parts()));
    } catch (RuntimeException e) {
      return new Outcome.Failed(
          Status.INTERNAL.withDescription("the shards do not fit together: " + e).withCause(e));
    }
  }

  private List<Message> parts() {
    return legs.stream().map(SectionFlight::part).toList();
  }

  private static Message part(CallLeg leg) {
    return ((CallResult.Answer) Objects.requireNonNull(leg.result)).part();
  }

  SectionReport decide(Outcome outcome, long nowNanos) {
    Optional<Duration> latency =
        isStarted() ? Optional.of(Duration.ofNanos(nowNanos - startedNanos)) : Optional.empty();
    report =
        new SectionReport(
            name(),
            plan.required(),
            outcome,
            latency,
            attempts(),
            counts(),
            Optional.ofNullable(budgetLeft),
            applied());
    return report;
  }

  /** What becomes of it when nobody waits for it any longer. */
  Outcome cutOff(Outcome.End why) {
    if (!isStarted()) {
      return new Outcome.Skipped(why);
    }
    return why == Outcome.End.BUDGET_SPENT
        ? new Outcome.TimedOut(
            Status.DEADLINE_EXCEEDED.withDescription("cut off by its limit or the budget"))
        : new Outcome.Cancelled(why);
  }

  Optional<SectionReport> report() {
    return Optional.ofNullable(report);
  }

  private int attempts() {
    int sum = 0;
    for (CallLeg leg : legs) {
      sum += leg.attempts();
    }
    return sum;
  }

  private AttemptCounts counts() {
    AttemptCounts sum = AttemptCounts.NONE;
    for (CallLeg leg : legs) {
      sum = sum.plus(leg.counts());
    }
    return sum;
  }

  private List<AppliedBehavior> applied() {
    List<AppliedBehavior> applied = new ArrayList<>(legs.size());
    for (CallLeg leg : legs) {
      CallResult result = leg.result;
      if (result != null) {
        result.applied().ifPresent(applied::add);
      }
    }
    return applied;
  }

  /**
   * Only a deadline of our own makes a section timed out: a backend may send DEADLINE_EXCEEDED too.
   */
  private static Outcome outcomeOf(CallLeg leg, CallResult.Failure failure, boolean callerGone) {
    Deadline deadline = leg.deadline();
    return switch (failure.status().getCode()) {
      case DEADLINE_EXCEEDED ->
          deadline != null && deadline.isExpired()
              ? new Outcome.TimedOut(Status.DEADLINE_EXCEEDED.withDescription(leg.whyLate()))
              : new Outcome.Failed(failure.status());
      case CANCELLED ->
          callerGone
              ? new Outcome.Cancelled(Outcome.End.CALLER_GONE)
              : new Outcome.Failed(failure.status());
      default -> new Outcome.Failed(failure.status());
    };
  }
}
