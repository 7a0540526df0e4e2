package fanout.aggregator.attempt;

import fanout.aggregator.hedge.HedgePolicy;
import fanout.aggregator.retry.Pushback;
import fanout.aggregator.retry.RetryPolicy;
import fanout.runtime.balance.Route;
import fanout.runtime.spec.Spec;
import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.Metadata;
import io.grpc.Status;
import io.opentelemetry.api.OpenTelemetry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** One race on fake time, and what it does, in words and in order. */
final class RaceScript implements CallRace.Track {
  final FakeTime time;
  final AttemptControl control;
  final CallAttempts call;
  final CallRace race;
  final List<String> events = new ArrayList<>();

  /** Runs in the middle of the launch of an attempt. */
  IntConsumer launching = attempt -> {};

  RaceScript(String hedge, String retry) {
    this(hedge, retry, Context.ROOT);
  }

  RaceScript(FakeTime time, String hedge, String retry, @Nullable Duration left) {
    this(time, control(time, hedge, retry), left, Context.ROOT);
  }

  /** Under a context that may be cancelled. */
  RaceScript(String hedge, String retry, Context context) {
    this(context, new FakeTime(), hedge, retry);
  }

  private RaceScript(Context context, FakeTime time, String hedge, String retry) {
    this(time, control(time, hedge, retry), null, context);
  }

  /** Another call under the same policy. */
  RaceScript(FakeTime time, AttemptControl control, @Nullable Duration left) {
    this(time, control, left, Context.ROOT);
  }

  private static AttemptControl control(FakeTime time, String hedge, String retry) {
    return new AttemptControl(
        "orders",
        new AttemptPolicy(
            Spec.parse(HedgePolicy.class, hedge), Spec.parse(RetryPolicy.class, retry)),
        time,
        time,
        () -> 0.5, // a jitter of none
        Runnable::run,
        new AttemptMetrics(OpenTelemetry.noop().getMeter("test")));
  }

  private RaceScript(
      FakeTime time, AttemptControl control, @Nullable Duration left, Context context) {
    this.time = time;
    this.control = control;
    this.call = new CallAttempts(control);
    Deadline deadline =
        left == null ? null : Deadline.after(left.toNanos(), TimeUnit.NANOSECONDS, time);
    this.race = new CallRace(call, deadline, context, this);
    race.start();
  }

  @Override
  public CallRace.Entrant enter(int attempt, boolean hedge, Route route) {
    return new CallRace.Entrant() {
      @Override
      public void launch() {
        events.add((hedge ? "hedge " : "try ") + attempt);
        race.sent(attempt, Optional.empty());
        launching.accept(attempt);
      }

      @Override
      public void cancel(String why, @Nullable Throwable cause) {
        events.add("cancel %d: %s".formatted(attempt, why));
      }
    };
  }

  @Override
  public void finish(CallRace.Outcome outcome) {
    events.add(
        switch (outcome) {
          case CallRace.Outcome.Of of ->
              "end by %d: %s".formatted(of.attempt(), of.status().getCode());
          case CallRace.Outcome.CalledOff off -> "end: " + off.status().getCode();
        });
  }

  @Override
  public void note(String event, String reason) {
    events.add(event + ": " + reason);
  }

  void close(int attempt, Status status) {
    race.closed(attempt, status, new Metadata());
  }

  void close(int attempt, Status status, String pushback) {
    Metadata trailers = new Metadata();
    trailers.put(Pushback.KEY, pushback);
    race.closed(attempt, status, trailers);
  }

  void after(Duration delay) {
    time.advance(delay);
  }
}
