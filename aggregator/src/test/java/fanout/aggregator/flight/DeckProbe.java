package fanout.aggregator.flight;

/** Looks into a deck. */
public final class DeckProbe {
  private DeckProbe() {}

  /** Whether no timer is pending and no call waits for a thread. */
  public static boolean isIdle(FlightDeck deck) {
    return deck.isIdle();
  }
}
