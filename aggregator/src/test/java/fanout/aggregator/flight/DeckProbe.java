package fanout.aggregator.flight;

/** Looks into a deck, and ends its waits. */
public final class DeckProbe {
  private DeckProbe() {}

  /** Whether no timer is pending, no call waits for a thread, and no permit is in use. */
  public static boolean isIdle(FlightDeck deck) {
    return deck.isIdle();
  }

  /** Ends the earliest wait that is pending, as if its time had come, on this thread. */
  public static void endNextTimer(FlightDeck deck) {
    Runnable earliest = deck.timer.getQueue().element();
    if (!deck.timer.remove(earliest)) {
      throw new IllegalStateException("it has just ended by itself");
    }
    earliest.run();
  }
}
