package fanout.lab.load;

import static fanout.runtime.spec.SpecException.require;

import fanout.runtime.spec.Spec;
import java.time.Duration;
import java.util.Optional;

/**
 * What a run is told. Immutable.
 *
 * @param arrivals when calls start
 * @param total the run ends after so many calls at the latest
 * @param duration no call starts after so long
 * @param drain for how long the calls that are open at the end are awaited
 * @param mostOpen an open loop has no more calls open at a time; a call that comes in excess is
 *     refused and counted
 * @param seed of the schedule
 */
public record LoadPlan(
    @Spec.Doc("when calls start") Arrivals arrivals,
    Optional<Long> total,
    Optional<Duration> duration,
    Duration drain,
    int mostOpen,
    long seed) {
  /** As many open calls as there is memory for in a small process. */
  public static final int USUAL_MOST_OPEN = 10_000;

  /** Long enough for a call whose deadline is the usual one. */
  public static final Duration USUAL_DRAIN = Duration.ofSeconds(30);

  /**
   * @throws fanout.runtime.spec.SpecException if it has no end, or a value is out of bounds
   */
  public LoadPlan {
    require(total.isEmpty() || total.get() >= 1, "total", total.orElse(0L), "1 or more");
    require(
        duration.isEmpty() || duration.get().isPositive(),
        "duration",
        duration.orElse(Duration.ZERO),
        "more than 0ms");
    require(!drain.isNegative(), "drain", drain, "0ms or more");
    require(mostOpen >= 1, "mostOpen", mostOpen, "1 or more");
    Optional<Duration> own = lengthOf(arrivals);
    require(
        total.isPresent() || duration.isPresent() || own.isPresent(),
        "total",
        "none",
        "a number, or a duration");
    boolean withinOwn =
        own.isEmpty() || duration.isEmpty() || duration.get().compareTo(own.get()) <= 0;
    require(
        withinOwn,
        "duration",
        duration.orElse(Duration.ZERO),
        "at most %s, when the arrivals end".formatted(Spec.print(own.orElse(Duration.ZERO))));
  }

  /** A run of a length, with the usual bounds. */
  public static LoadPlan of(Arrivals arrivals, Duration duration, long seed) {
    return new LoadPlan(
        arrivals, Optional.empty(), Optional.of(duration), USUAL_DRAIN, USUAL_MOST_OPEN, seed);
  }

  /** The same arrivals for another time, under a seed of its own; however many calls that is. */
  public LoadPlan warmUp(Duration time) {
    Optional<Duration> own = lengthOf(arrivals);
    Duration within = own.filter(length -> length.compareTo(time) < 0).orElse(time);
    return new LoadPlan(
        arrivals, Optional.empty(), Optional.of(within), drain, mostOpen, Long.reverse(~seed));
  }

  /** When the last call may start, in nanoseconds from the beginning. */
  long endNanos() {
    return duration.or(() -> lengthOf(arrivals)).map(Duration::toNanos).orElse(Long.MAX_VALUE);
  }

  private static Optional<Duration> lengthOf(Arrivals arrivals) {
    return switch (arrivals) {
      case Open open -> open.length();
      case Closed closed -> Optional.empty();
    };
  }
}
