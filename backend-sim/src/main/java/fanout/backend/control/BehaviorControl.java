package fanout.backend.control;

import fanout.backend.Behavior;
import fanout.backend.TimeSource;
import fanout.backend.capacity.Turnstile;
import fanout.runtime.spec.Spec;
import fanout.runtime.spec.SpecException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The lower two layers of one backend's behaviour: what it was started with, and what {@link
 * SimulatorService} has laid over it for the time being. Thread-safe; a call that has arrived keeps
 * the behaviour that it found.
 */
public final class BehaviorControl {
  private static final Duration LONGEST = Duration.ofDays(366);

  private final EffectiveBehavior startUp;
  private final Turnstile turnstile;
  private final TimeSource time;
  private volatile State state;

  /**
   * What is in force.
   *
   * @param overlay empty where nothing is laid over
   * @param expiry when the overlay goes away by itself, if it does
   */
  public record State(
      EffectiveBehavior startUp,
      String overlay,
      Optional<Expiry> expiry,
      EffectiveBehavior effective) {}

  /**
   * The end of an overlay.
   *
   * @param nanoTime what decides
   * @param at the same moment, for people
   */
  public record Expiry(long nanoTime, Instant at) {}

  /** Nothing laid over; the turnstile follows the capacity in force. */
  public BehaviorControl(Behavior startUp, Turnstile turnstile, TimeSource time) {
    this.startUp = EffectiveBehavior.of(startUp);
    this.turnstile = turnstile;
    this.time = time;
    this.state = bare();
  }

  /** What is in force now. */
  @SuppressWarnings("ReferenceEquality") // this very overlay, not one like it
  public State state() {
    State now = state;
    if (now.expiry().isPresent() && expired(now.expiry().get())) {
      synchronized (this) {
        if (state == now) {
          install(bare());
        }
      }
      return state;
    }
    return now;
  }

  /** What applies now to a call that brings no behaviour of its own. */
  public EffectiveBehavior effective() {
    return state().effective();
  }

  /**
   * Lays a behaviour over the start-up settings in place of the one that was laid over before.
   *
   * @param overlay what to change, in the grammar of the specs
   * @param timeToLive after this long it goes away by itself
   * @throws SpecException if the text is malformed or the time to live is not positive; nothing has
   *     changed then
   */
  public synchronized State set(String overlay, Optional<Duration> timeToLive) {
    Behavior behavior = check(overlay, timeToLive);
    Optional<Expiry> expiry =
        timeToLive.map(ttl -> new Expiry(time.nanoTime() + ttl.toNanos(), time.now().plus(ttl)));
    return install(new State(startUp, overlay.strip(), expiry, EffectiveBehavior.of(behavior)));
  }

  /**
   * What {@link #set} would bring into force, without doing so.
   *
   * @throws SpecException as {@link #set} does
   */
  public Behavior check(String overlay, Optional<Duration> timeToLive) {
    timeToLive.ifPresent(
        limit ->
            SpecException.require(
                limit.isPositive() && limit.compareTo(LONGEST) <= 0,
                "time_to_live",
                limit,
                "more than 0s, at most a year"));
    return Spec.overlay(startUp.behavior(), overlay).withoutNewFiles(startUp.behavior());
  }

  /** Takes away what was laid over. */
  public synchronized State reset() {
    return install(bare());
  }

  private State bare() {
    return new State(startUp, "", Optional.empty(), startUp);
  }

  private State install(State next) {
    state = next;
    turnstile.setCapacity(next.effective().behavior().capacity());
    return next;
  }

  private boolean expired(Expiry expiry) {
    return time.nanoTime() - expiry.nanoTime() >= 0;
  }
}
