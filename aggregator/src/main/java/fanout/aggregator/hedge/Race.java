package fanout.aggregator.hedge;

/**
 * The attempts that a call may make, in order, each with the curve of the replica it would go to.
 * Attempts are taken to be independent of each other.
 *
 * <p>With hedges after {@code d1 <= d2 <= …} the call outlasts {@code t} with probability {@code
 * S0(t) · S1(t - d1) · S2(t - d2) · …}, and costs {@code S0(d1) + S0(d2) S1(d2 - d1) + …} extra
 * calls.
 *
 * @param weight the share of calls that run this race
 * @param attempts the first attempt, then the hedges
 */
record Race(double weight, Survival[] attempts) {
  /** The delay of a hedge that is not made. */
  static final double NEVER = Double.POSITIVE_INFINITY;

  int hedges() {
    return attempts.length - 1;
  }

  /** The probability that the call outlasts {@code t}. */
  double outlasts(double[] delays, double t) {
    return outlasts(delays, hedges(), t);
  }

  private double outlasts(double[] delays, int hedges, double t) {
    double survival = attempts[0].at(t);
    for (int i = 0; i < hedges && delays[i] < t; i++) {
      survival *= attempts[i + 1].at(t - delays[i]);
    }
    return survival;
  }

  /** Expected hedges of a call. */
  double load(double[] delays) {
    double load = 0;
    for (int i = 0; i < hedges() && delays[i] < NEVER; i++) {
      load += outlasts(delays, i, delays[i]);
    }
    return load;
  }
}
