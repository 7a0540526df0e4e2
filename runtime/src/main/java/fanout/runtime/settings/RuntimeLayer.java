package fanout.runtime.settings;

import fanout.runtime.spec.SpecException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * A value that a process was started with, and what has been laid over it for the time being.
 * Thread-safe; whoever has read a {@link State} keeps it, however it changes later.
 *
 * @param <T> an immutable value
 */
public final class RuntimeLayer<T> {
  private static final Duration LONGEST = Duration.ofDays(366);

  private final T startUp;
  private final BiFunction<T, String, T> overlay;
  private final LongSupplier nanoTime;
  private final InstantSource wallClock;
  private final Consumer<T> inForce;
  private volatile State<T> state;

  /**
   * What is in force.
   *
   * @param overlay what is laid over, as it was written; empty where nothing is
   * @param expiry when that goes away by itself, if it does
   * @param effective both together
   */
  public record State<T>(T startUp, String overlay, Optional<Expiry> expiry, T effective) {}

  /**
   * The end of an overlay.
   *
   * @param nanoTime what decides
   * @param at the same moment, for people
   */
  public record Expiry(long nanoTime, Instant at) {}

  /**
   * Nothing is laid over.
   *
   * @param overlay the value with what a text names replaced; throws {@link SpecException}
   * @param nanoTime decides when a layer goes away
   * @param wallClock tells people when
   */
  public RuntimeLayer(
      T startUp, BiFunction<T, String, T> overlay, LongSupplier nanoTime, InstantSource wallClock) {
    this(startUp, overlay, nanoTime, wallClock, value -> {});
  }

  /**
   * Nothing is laid over, and somebody has to know what is.
   *
   * @param inForce hears of each value that comes into force later, in that order; a layer whose
   *     time is over goes away when {@link #state} is asked for. Must not block
   */
  public RuntimeLayer(
      T startUp,
      BiFunction<T, String, T> overlay,
      LongSupplier nanoTime,
      InstantSource wallClock,
      Consumer<T> inForce) {
    this.startUp = startUp;
    this.overlay = overlay;
    this.nanoTime = nanoTime;
    this.wallClock = wallClock;
    this.inForce = inForce;
    this.state = bare();
  }

  /**
   * A time to live as a message gives it. What is out of {@link Duration}'s range becomes whole
   * seconds, for {@link #check} to refuse like anything else that is too long or too short.
   */
  public static Duration timeToLive(long seconds, int nanos) {
    try {
      return Duration.ofSeconds(seconds, nanos);
    } catch (ArithmeticException e) {
      return Duration.ofSeconds(seconds);
    }
  }

  /** What is in force now. */
  @SuppressWarnings("ReferenceEquality") // this very layer, not one like it
  public State<T> state() {
    State<T> now = state;
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

  /**
   * Lays a text over the start-up value in place of the one that was laid over before.
   *
   * @param timeToLive after this long it goes away by itself
   * @throws SpecException if the text is malformed or the time to live is not positive; nothing has
   *     changed then
   */
  public synchronized State<T> set(String text, Optional<Duration> timeToLive) {
    T effective = check(text, timeToLive);
    Optional<Expiry> expiry =
        timeToLive.map(
            ttl -> new Expiry(nanoTime.getAsLong() + ttl.toNanos(), wallClock.instant().plus(ttl)));
    return install(new State<>(startUp, text.strip(), expiry, effective));
  }

  /**
   * What {@link #set} would bring into force, without doing so.
   *
   * @throws SpecException as {@link #set} does
   */
  public T check(String text, Optional<Duration> timeToLive) {
    timeToLive.ifPresent(
        limit ->
            SpecException.require(
                limit.isPositive() && limit.compareTo(LONGEST) <= 0,
                "time_to_live",
                limit,
                "more than 0s, at most a year"));
    return overlay.apply(startUp, text);
  }

  /** Takes away what was laid over. */
  public synchronized State<T> reset() {
    return install(bare());
  }

  private State<T> install(State<T> next) {
    state = next;
    inForce.accept(next.effective());
    return next;
  }

  private State<T> bare() {
    return new State<>(startUp, "", Optional.empty(), startUp);
  }

  private boolean expired(Expiry expiry) {
    return nanoTime.getAsLong() - expiry.nanoTime() >= 0;
  }
}
