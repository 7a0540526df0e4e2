package fanout.runtime.spec;

/**
 * A share from 0 to 1, written {@code 12.5%} or {@code 0.125}.
 *
 * @param value from 0 to 1
 */
public record Probability(double value) {
  /** It never happens. */
  public static final Probability NEVER = new Probability(0);

  /** It always happens. */
  public static final Probability ALWAYS = new Probability(1);

  public Probability {
    SpecException.require(value >= 0 && value <= 1, "probability", value, "0% to 100%, or 0 to 1");
  }

  @Override
  public String toString() {
    return Scalars.percent(value);
  }
}
