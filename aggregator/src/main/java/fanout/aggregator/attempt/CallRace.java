package fanout.aggregator.attempt;

import fanout.aggregator.retry.Pushback;
import fanout.aggregator.retry.RetryPolicy;
import fanout.runtime.balance.Route;
import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.Metadata;
import io.grpc.Status;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The race between the attempts of one call, its timer and whoever calls it off.
 *
 * <p>A call is tried; a try that takes long is hedged; when all attempts of a try have failed, the
 * call is tried anew after a pause. The first answer ends the race, and so does a failure that
 * neither policy wants to survive. Every event is judged under one lock and acted upon outside it,
 * because sending and cancelling may end another attempt on the same thread.
 *
 * <p>When the outcome is handed over, on whatever thread the last act of the race happened,
 *
 * <ul>
 *   <li>every attempt has ended or has been cancelled; the stream of a cancelled one may still be
 *       closing, and nobody hears of it any more;
 *   <li>no timer is pending, and no thread is about to send another attempt;
 *   <li>every attempt has been reported to the hedging, losers too.
 * </ul>
 */
final class CallRace {
  /** Carries out what the race decides. */
  interface Track {
    /** Gets an attempt ready; called under the lock, sends nothing. */
    Entrant enter(int attempt, boolean hedge, Route route);

    /** Hands the outcome over, once and last of all. */
    void finish(Outcome outcome);

    /** Something worth an event on the section's span. */
    void note(String event, String reason);
  }

  /** One attempt. */
  interface Entrant {
    void launch();

    /** May come before or during {@link #launch}. */
    void cancel(String why, @Nullable Throwable cause);
  }

  /** How the call ended. */
  sealed interface Outcome {
    /** As this attempt did. */
    record Of(int attempt, Status status, Metadata trailers) implements Outcome {}

    /** By whoever called it off. */
    record CalledOff(Status status) implements Outcome {}
  }

  private enum Due {
    HEDGE,
    RETRY
  }

  private static final class Lane {
    final Entrant entrant;
    final boolean hedge;
    final long launchedNanos;
    boolean running = true;

    Lane(Entrant entrant, boolean hedge, long launchedNanos) {
      this.entrant = entrant;
      this.hedge = hedge;
      this.launchedNanos = launchedNanos;
    }
  }

  private record Failure(Outcome.Of outcome, Pushback pushback) {}

  private final CallAttempts call;
  private final AttemptControl control;
  private final @Nullable Deadline deadline;
  private final Context context;
  private final Track track;

  private final ReentrantLock lock = new ReentrantLock();
  private final List<Lane> lanes = new ArrayList<>(2);
  private final List<SocketAddress> used = new ArrayList<>(2);
  private int running;
  private int tries;
  private int pauses; // since the server last chose one
  private int roundStart;
  private @Nullable HedgeRound round; // from the moment its first attempt has left
  private boolean hedgesOver;
  private @Nullable Failure lastFailure;
  private @Nullable Future<?> timer;
  private int timers;

  /** Threads that still act for this call; the outcome waits for them. */
  private int acting;

  private @Nullable Outcome outcome;
  private boolean finished;

  /**
   * A race that has not begun.
   *
   * @param deadline when the call must have ended, if ever
   */
  CallRace(CallAttempts call, @Nullable Deadline deadline, Context context, Track track) {
    this.call = call;
    this.control = call.control();
    this.deadline = deadline;
    this.context = context;
    this.track = track;
  }

  // Events.

  /** The call is to be made. */
  void start() {
    List<Runnable> effects = enter();
    try {
      if (outcome == null) {
        control.metrics().call(control.backend());
        startTry(effects);
      }
    } finally {
      exit(effects);
    }
  }

  /** An attempt has left for the network; again if gRPC had to send it elsewhere. */
  void sent(int attempt, Optional<Route.Pick> pick) {
    lock.lock();
    try {
      pick.ifPresent(at -> used.add(at.replica()));
      if (outcome != null
          || !lanes.get(attempt).running
          || control.policy().hedge().hedges() == 0) {
        return;
      }
      if (round == null && attempt == roundStart) {
        round = control.hedging().begin(pick);
        armHedge();
      } else if (round != null && attempt >= roundStart) {
        HedgeRound current = round;
        pick.ifPresent(at -> current.went(attempt - roundStart, at));
      }
    } finally {
      lock.unlock();
    }
  }

  /** An attempt has ended. */
  void closed(int attempt, Status status, Metadata trailers) {
    // Not under the lock: asked of a context whose parent is being cancelled, it cancels that
    // context on this thread, which calls this very race off.
    boolean callerGone = !status.isOk() && context.isCancelled();
    List<Runnable> effects = enter();
    try {
      if (outcome == null && lanes.get(attempt).running) {
        settle(attempt, status.isOk());
        Outcome.Of end = new Outcome.Of(attempt, status, trailers);
        if (status.isOk()) {
          control.throttle().answered();
          decide(end, effects);
        } else {
          failed(new Failure(end, Pushback.of(trailers)), callerGone, effects);
        }
      }
    } finally {
      exit(effects);
    }
  }

  /** The caller has cancelled, or its context has. */
  void calledOff(Status status) {
    List<Runnable> effects = enter();
    try {
      if (outcome == null) {
        decide(new Outcome.CalledOff(status), effects);
      }
    } finally {
      exit(effects);
    }
  }

  private void fired(int number, Due due) {
    List<Runnable> effects = enter();
    try {
      if (outcome == null && number == timers && timer != null) {
        timer = null;
        switch (due) {
          case HEDGE -> hedgeDue(effects);
          case RETRY -> startTry(effects);
        }
      }
    } finally {
      exit(effects);
    }
  }

  // Judgement, under the lock.

  private void startTry(List<Runnable> effects) {
    if (tries > 0) {
      call.retrySent();
    }
    tries++;
    round = null;
    hedgesOver = false;
    roundStart = lanes.size();
    launch(false, null, effects);
  }

  private void launch(boolean hedge, @Nullable SocketAddress target, List<Runnable> effects) {
    Entrant entrant = track.enter(lanes.size(), hedge, Route.to(target, used));
    lanes.add(new Lane(entrant, hedge, control.now()));
    running++;
    effects.add(entrant::launch);
  }

  private void hedgeDue(List<Runnable> effects) {
    sendHedge(effects);
    armHedge();
    if (running == 0 && lastFailure != null) { // it had been put off by the server
      disarm();
      retry(lastFailure, effects);
    }
  }

  private void sendHedge(List<Runnable> effects) {
    if (round == null || hedgesOver || round.untilHedge().isEmpty()) {
      return;
    }
    round
        .hedge()
        .ifPresentOrElse(
            leave -> {
              call.hedgeSent();
              launch(true, leave.target(), effects);
            },
            () -> {
              call.hedgeRefused();
              effects.add(() -> track.note("hedge refused", "no budget is left"));
            });
  }

  private void armHedge() {
    if (round != null && !hedgesOver) {
      round.untilHedge().ifPresent(wait -> arm(wait, Due.HEDGE));
    }
  }

  private void failed(Failure failure, boolean callerGone, List<Runnable> effects) {
    Status.Code code = failure.outcome.status().getCode();
    boolean retryable = control.policy().retry().codes().contains(code);
    boolean hedgeable = round != null && control.policy().hedge().nonFatal().contains(code);
    if (retryable || failure.pushback.forbids()) {
      control.throttle().failed();
    }
    boolean over = callerGone || (deadline != null && deadline.isExpired());
    if (over || (!retryable && !hedgeable)) {
      decide(failure.outcome, effects);
      return;
    }
    lastFailure = failure;
    boolean putOff = hedgeable && hedgeAfter(failure.pushback, effects);
    if (running == 0 && !putOff) {
      disarm();
      retry(failure, effects);
    }
  }

  /** Whether the server has put the next hedge off; without a word from it, it is sent at once. */
  private boolean hedgeAfter(Pushback pushback, List<Runnable> effects) {
    disarm();
    hedgesOver |= pushback.forbids();
    if (pushback.pause().isPresent() && round != null && round.untilHedge().isPresent()) {
      if (fits(pushback.pause().get())) {
        arm(pushback.pause().get(), Due.HEDGE);
        return true;
      }
      // Nothing but an attempt heeds the deadline: to wait beyond it would be to wait for nobody.
      hedgesOver = true;
      effects.add(() -> track.note("hedge refused", "the server's pause ends after the deadline"));
    }
    sendHedge(effects);
    armHedge();
    return false;
  }

  private void retry(Failure failure, List<Runnable> effects) {
    RetryPolicy policy = control.policy().retry();
    if (!policy.codes().contains(failure.outcome.status().getCode())) {
      decide(failure.outcome, effects);
      return;
    }
    if (failure.pushback.pause().isPresent()) {
      pauses = 0;
    }
    Duration pause = failure.pushback.pause().orElseGet(() -> control.pause(pauses++));
    refusal(policy, failure.pushback, pause)
        .ifPresentOrElse(
            why -> {
              call.retryRefused(why);
              effects.add(() -> track.note("retry refused", why.text()));
              decide(failure.outcome, effects);
            },
            () -> arm(pause, Due.RETRY));
  }

  private Optional<RetryRefusal> refusal(RetryPolicy policy, Pushback pushback, Duration pause) {
    if (tries >= policy.attempts()) {
      return Optional.of(RetryRefusal.ATTEMPTS);
    }
    if (pushback.forbids()) {
      return Optional.of(RetryRefusal.PUSHBACK);
    }
    if (!control.throttle().allows()) {
      return Optional.of(RetryRefusal.THROTTLED);
    }
    return fits(pause.plus(control.usual()))
        ? Optional.empty()
        : Optional.of(RetryRefusal.DEADLINE);
  }

  private boolean fits(Duration time) {
    return deadline == null || deadline.timeRemaining(TimeUnit.NANOSECONDS) >= time.toNanos();
  }

  /** An attempt is over, one way or the other. */
  private void settle(int attempt, boolean answered) {
    Lane lane = lanes.get(attempt);
    lane.running = false;
    running--;
    control.ended(lane.launchedNanos, answered);
    if (round != null && attempt >= roundStart) {
      round.ended(attempt - roundStart, answered);
    }
  }

  private void decide(Outcome end, List<Runnable> effects) {
    outcome = end;
    disarm();
    int winner = end instanceof Outcome.Of of && of.status.isOk() ? of.attempt : -1;
    for (int attempt = 0; attempt < lanes.size(); attempt++) {
      Lane lane = lanes.get(attempt);
      if (lane.running) {
        settle(attempt, false);
        String why = (lane.hedge ? "hedge " : "") + reason(end);
        Throwable cause = end instanceof Outcome.CalledOff off ? off.status.getCause() : null;
        effects.add(() -> lane.entrant.cancel(why, cause));
      }
      if (lane.hedge) {
        call.hedgeEnded(attempt == winner);
      }
    }
  }

  private static String reason(Outcome end) {
    return switch (end) {
      case Outcome.CalledOff off ->
          off.status.getDescription() == null ? "called off" : off.status.getDescription();
      case Outcome.Of of when of.status.isOk() -> "lost to attempt " + (of.attempt + 1);
      case Outcome.Of of ->
          "ended by attempt %d, which failed with %s"
              .formatted(of.attempt + 1, of.status.getCode());
    };
  }

  private void arm(Duration delay, Due due) {
    disarm();
    int number = ++timers;
    Duration wait = delay.isNegative() ? Duration.ZERO : delay;
    timer = control.timer().after(wait, () -> fired(number, due));
  }

  private void disarm() {
    if (timer != null) {
      timer.cancel(false);
      timer = null;
    }
  }

  // Action, outside the lock.

  private List<Runnable> enter() {
    List<Runnable> effects = new ArrayList<>(2); // out of memory, it must not leave the lock taken
    lock.lock();
    acting++;
    return effects;
  }

  private void exit(List<Runnable> effects) {
    lock.unlock();
    try {
      effects.forEach(Runnable::run);
    } finally {
      release();
    }
  }

  private void release() {
    Outcome end = null;
    lock.lock();
    try {
      acting--;
      if (outcome != null && acting == 0 && !finished) {
        finished = true;
        end = outcome;
      }
    } finally {
      lock.unlock();
    }
    if (end != null) {
      track.finish(end);
    }
  }
}
