package fanout.aggregator.flight;

import com.google.protobuf.Message;
import fanout.aggregator.plan.SectionPlan;
import fanout.aggregator.section.Outcome;
import fanout.aggregator.section.SectionReport;
import fanout.aggregator.source.CallResult;
import fanout.aggregator.source.SectionSource;
import fanout.v1.AppliedBehavior;
import io.grpc.Context;
import io.grpc.Deadline;
import io.opentelemetry.api.trace.Span;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * One section of a request under way. Everything that changes is guarded by the lock of its {@link
 * FanOut}; the contexts are set once, before the first call, and read only by calls that begin
 * after.
 */
final class SectionFlight {
  final SectionSource source;
  final SectionPlan plan;
  final List<CallLeg> legs = new ArrayList<>();

  private final @Nullable CallResult[] results;
  private int open;
  private long startedNanos;
  private @Nullable Duration budgetLeft;
  private @Nullable SectionReport report;
  private volatile @Nullable Context grpc;
  private volatile io.opentelemetry.context.@Nullable Context otel;

  /** Ends the wait for a section whose calls know no deadline; see {@link FanOut}. */
  @Nullable Future<?> limit;

  SectionFlight(FanOut fanOut, SectionSource source, SectionPlan plan) {
    this.source = source;
    this.plan = plan;
    this.results = new CallResult[plan.shards()];
    this.open = plan.shards();
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

  /** Files a result; true when it was the last one. */
  boolean file(CallLeg leg, CallResult result) {
    results[leg.shard] = result;
    return --open == 0;
  }

  Message merged() {
    List<Message> parts =
        Arrays.stream(results)
            .map(result -> ((CallResult.Answer) Objects.requireNonNull(result)).part())
            .toList();
    return parts.size() == 1 ? parts.getFirst() : source.merge(parts);
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
            Optional.ofNullable(budgetLeft),
            applied());
    return report;
  }

  Optional<SectionReport> report() {
    return Optional.ofNullable(report);
  }

  private int attempts() {
    return legs.stream().mapToInt(leg -> leg.attempts.count()).sum();
  }

  private List<AppliedBehavior> applied() {
    return Arrays.stream(results)
        .filter(Objects::nonNull)
        .flatMap(result -> result.applied().stream())
        .toList();
  }

  /** Turns a failed call into the fate of its section. */
  Outcome outcomeOf(CallLeg leg, CallResult.Failure failure, boolean callerGone) {
    Deadline deadline = leg.deadline();
    return switch (failure.status().getCode()) {
      case DEADLINE_EXCEEDED ->
          deadline != null && deadline.isExpired()
              ? new Outcome.TimedOut(failure.status())
              : new Outcome.Failed(failure.status());
      case CANCELLED ->
          callerGone
              ? new Outcome.Cancelled(Outcome.End.CALLER_GONE)
              : new Outcome.Failed(failure.status());
      default -> new Outcome.Failed(failure.status());
    };
  }
}
