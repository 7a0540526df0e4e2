package fanout.aggregator.limit;

/**
 * How many calls may be under way at once, and how many may wait for their turn. By Little's law a
 * server with room for c calls of S seconds each answers c / S of them a second; what is let in
 * beyond c only waits inside it. Immutable and thread-safe; what changes lives in a {@link
 * Limiter}.
 */
public sealed interface ConcurrencyLimit permits None, Fixed, Gradient, Vegas {
  /** The most calls that any policy lets in at once, and the most that it lets wait. */
  int MOST = 100_000;

  /** Whether it lets everything in. */
  default boolean isUnlimited() {
    return false;
  }

  /** How many calls may wait. */
  int queue();

  /** Starts to limit, with nothing learnt yet. */
  Limit start();
}
