package fanout.aggregator.flight;

/** Looks into a deck. */
public final class DeckProbe {
  private DeckProbe() {}

  /** Whether no timer is pending, no call waits for a thread, and no permit is in use. */
  public static boolean isIdle(FlightDeck deck) {
    return deck.isIdle();
  }
}
