package fanout.backend.service;

import com.google.common.util.concurrent.MoreExecutors;
import com.google.protobuf.Duration;
import fanout.backend.Backend;
import fanout.backend.CallId;
import fanout.backend.capacity.Turnstile;
import fanout.backend.control.EffectiveBehavior;
import fanout.backend.fault.Delivery;
import fanout.backend.fault.Fault;
import fanout.backend.fault.FaultPlan;
import fanout.backend.fault.FaultyCall;
import fanout.backend.fault.Occupation;
import fanout.backend.fault.Place;
import fanout.backend.ledger.Ledger;
import fanout.backend.pause.Timer;
import fanout.v1.AppliedBehavior;
import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.Status;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One call from its arrival to its ending: arrival, permit, latency, answer, with the faults that
 * were drawn for it in between. No thread waits for it; each step is run by whatever completes the
 * one before: the handler, the timer, the call that gives a permit back, a worker.
 *
 * <p>Steps run one after another. The caller may go away at any time and on any thread: it then
 * either calls off what the call is waiting for, or, if a step is running, that step notices before
 * it waits or answers. The {@link Ledger.Entry} decides which ending counts.
 *
 * <p>Once a call has ended, none of its timers, queue places and listeners exists any more.
 */
final class SimulatedCall implements FaultyCall {
  private static final Logger LOG = LoggerFactory.getLogger(SimulatedCall.class);

  private final Backend backend;
  private final Engine engine;
  private final Inbound inbound;
  private final CallId id;
  private final Ledger.Entry entry;
  private final EffectiveBehavior behavior;
  private final Outlet outlet;
  private final FaultPlan faults;
  private final long askedNanos;
  private final Context.CancellationListener onGone = context -> callerGone();
  private final AtomicReference<@Nullable Hold> waitingFor = new AtomicReference<>();
  private final AtomicBoolean released = new AtomicBoolean();
  private volatile boolean gone;
  private volatile @Nullable Thread handler;
  private boolean permitted;
  private long askedForPermitAt;
  private long queuedNanos;
  private long pausedAt;
  private long actualNanos;

  SimulatedCall(
      Backend backend,
      Engine engine,
      Inbound inbound,
      CallId id,
      Ledger.Entry entry,
      EffectiveBehavior behavior,
      Outlet outlet) {
    this.backend = backend;
    this.engine = engine;
    this.inbound = inbound;
    this.id = id;
    this.entry = entry;
    this.behavior = behavior;
    this.outlet = outlet;
    var draws = engine.draws();
    this.faults = FaultPlan.draw(behavior.behavior().faults(), draws, backend.name(), id);
    this.askedNanos =
        behavior
            .behavior()
            .latency()
            .drawNanos(draws.stream(backend.name(), "latency", id.perAttempt()));
  }

  /** Runs the call as far as it goes without waiting. Called once, on the handler's thread. */
  void start() {
    CallSpan.planned(inbound.span(), id, behavior, askedNanos, faults);
    handler = Thread.currentThread();
    inbound.context().addListener(onGone, MoreExecutors.directExecutor());
    step(() -> faults.onArrival(this, this::askForPermit));
    handler = null;
  }

  private void askForPermit() {
    askedForPermitAt = now();
    hold(false, this::begin, hold -> enter(backend.turnstile(), hold));
  }

  private Timer.Wait enter(Turnstile turnstile, Hold hold) {
    Turnstile.Visitor visitor =
        new Turnstile.Visitor() {
          @Override
          public void enter() {
            if (!hold.come()) {
              turnstile.leave();
            }
          }

          @Override
          public void refused(String reason) {
            String full = "%s is full: %s".formatted(backend.name(), reason);
            failWith(Status.RESOURCE_EXHAUSTED.withDescription(full), "FULL");
          }
        };
    turnstile.ask(visitor);
    return () -> turnstile.withdraw(visitor);
  }

  private void begin() {
    permitted = true;
    queuedNanos = now() - askedForPermitAt;
    entry.working();
    faults.beforeLatency(this, this::pause);
  }

  private void pause() {
    pausedAt = now();
    waitFor(askedNanos, this::paused);
  }

  private void paused() {
    actualNanos = now() - pausedAt;
    faults.afterLatency(this, this::answer);
  }

  private void answer() {
    Delivery delivery = faults.delivery();
    if (delivery.gap().isZero()) {
      send(delivery);
    } else {
      outlet.headers();
      waitFor(outlet.nanosToMessage(delivery.gap()), () -> trickle(delivery));
    }
  }

  private void trickle(Delivery delivery) {
    long toEnd = outlet.nanosToEnd(delivery.gap());
    if (toEnd == 0) {
      send(delivery);
    } else {
      outlet.message(applied(), delivery.atLeast());
      waitFor(toEnd, this::end);
    }
  }

  private void end() {
    if (finish(Status.Code.OK)) {
      outlet.complete();
    }
  }

  private void send(Delivery delivery) {
    if (finish(Status.Code.OK)) {
      outlet.message(applied(), delivery.atLeast());
      outlet.complete();
    }
  }

  @Override
  public void fail(Status.Code code, Fault by) {
    failWith(SimulatedErrors.status(code, by, backend.name()), "SIMULATED");
  }

  @Override
  public void hang() {
    hold(true, () -> {}, hold -> Hold.NOTHING);
  }

  @Override
  public void dropConnection(Fault by) {
    if (engine.drop(inbound.transport())) {
      // What ends the call is the end of its connection, as for every other call on it.
      hang();
    } else {
      Status status = SimulatedErrors.status(Status.Code.UNAVAILABLE, by, backend.name());
      failWith(status.augmentDescription("(it came without a connection to break)"), "SIMULATED");
    }
  }

  @Override
  public void occupy(Place place, Occupation occupation, java.time.Duration time, Runnable next) {
    Runnable work =
        () -> {
          occupation.run(time, engine.time());
          next.run();
        };
    if (place == Place.HANDLER && Thread.currentThread().equals(handler)) {
      work.run();
      return;
    }
    Executor executor =
        switch (place) {
          case HANDLER -> engine.handlersOf(inbound.transport());
          case WORKER -> engine.workers();
        };
    hold(
        false,
        work,
        hold -> {
          executor.execute(hold::come);
          return Hold.NOTHING;
        });
  }

  private void waitFor(long nanos, Runnable next) {
    hold(false, next, hold -> engine.timer().after(nanos, hold::come));
  }

  private void hold(boolean evenIfIgnored, Runnable next, Function<Hold, Timer.Wait> start) {
    Hold hold = new Hold(() -> step(next), evenIfIgnored);
    // Published before `gone` is read, as callerGone writes `gone` before it reads this: one of the
    // two sees the other.
    waitingFor.set(hold);
    if (!leave(hold)) {
      hold.attach(start.apply(hold));
    }
  }

  private void callerGone() {
    entry.callerGone();
    gone = true;
    Hold hold = waitingFor.get();
    if (hold != null) {
      leave(hold);
    }
  }

  private boolean leave(Hold hold) {
    boolean minded = hold.evenIfIgnored() || !behavior.behavior().ignoreCancel();
    if (gone && minded && hold.callOff()) {
      entry.abandon();
      release();
      return true;
    }
    return false;
  }

  private boolean finish(Status.Code code) {
    boolean answer = entry.answer(code);
    // Before the answer leaves, so that a caller that has it finds the permit free.
    release();
    if (answer) {
      CallSpan.ended(inbound.span(), actualNanos, queuedNanos);
    }
    return answer;
  }

  private void release() {
    if (released.compareAndSet(false, true)) {
      inbound.context().removeListener(onGone);
      if (permitted) {
        backend.turnstile().leave();
      }
    }
  }

  private void failWith(Status status, String reason) {
    if (finish(status.getCode())) {
      Metadata trailers = inbound.responseHeaders();
      SimulatedErrors.explain(trailers, status, reason, applied());
      outlet.fail(status, trailers);
    }
  }

  /**
   * A step that throws is a defect of this program, or finds no memory for its answer; the caller
   * gets to know, and the log too, and the permit is given back.
   */
  private void step(Runnable step) {
    try {
      step.run();
    } catch (RejectedExecutionException e) {
      // The end of a server does not wait for a handler that is under way: the pause may be closed.
      failWith(Status.UNAVAILABLE.withDescription(backend.name() + " is closed"), "CLOSED");
    } catch (RuntimeException | Error e) {
      LOG.error("a call of {} failed by a defect", backend.name(), e);
      failWith(Status.INTERNAL.withDescription("a defect of the simulator: " + e), "DEFECT");
    }
  }

  private AppliedBehavior applied() {
    return AppliedBehavior.newBuilder()
        .setBackend(backend.name())
        .setInstance(engine.instance())
        .setBehavior(behavior.text())
        .setAskedLatency(duration(askedNanos))
        .setActualLatency(duration(actualNanos))
        .setQueueWait(duration(queuedNanos))
        .addAllFaults(faults.specs())
        .build();
  }

  private static Duration duration(long nanos) {
    return Duration.newBuilder()
        .setSeconds(nanos / 1_000_000_000)
        .setNanos((int) (nanos % 1_000_000_000))
        .build();
  }

  private long now() {
    return engine.time().nanoTime();
  }
}
