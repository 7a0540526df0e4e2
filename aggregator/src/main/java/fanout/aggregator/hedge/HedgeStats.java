package fanout.aggregator.hedge;

/**
 * What has become of the calls of one backend so far.
 *
 * @param calls begun, hedges not counted
 * @param hedges sent
 * @param won calls that a hedge answered first
 * @param refused how often a hedge was due and not sent for lack of budget; it is due again later
 */
public record HedgeStats(long calls, long hedges, long won, long refused) {
  /** Nothing has happened. */
  public static final HedgeStats NONE = new HedgeStats(0, 0, 0, 0);

  /** Both together. */
  public HedgeStats plus(HedgeStats other) {
    return new HedgeStats(
        calls + other.calls, hedges + other.hedges, won + other.won, refused + other.refused);
  }

  /** Hedges for each call: 0.07 means 7 % extra load. */
  public double extraLoad() {
    return calls == 0 ? 0 : (double) hedges / calls;
  }
}
