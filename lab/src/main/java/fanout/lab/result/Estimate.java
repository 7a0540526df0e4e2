package fanout.lab.result;

/**
 * A figure and how well it is known.
 *
 * @param value the point estimate, the median over the trials unless the figure's name says
 *     otherwise
 * @param low lower end of the bootstrap 95 % interval
 * @param high upper end of it
 * @param unit as shown after the figure: {@code ms}, {@code 1/s}, {@code ×}, {@code %}; empty for a
 *     bare number
 * @param trials how many trials it rests on
 * @param noise the difference in this figure, in its unit, that the run cannot tell from none: what
 *     a variant came to against itself; 0 where nothing disturbs it, or its interval has it already
 */
public record Estimate(
    double value, double low, double high, String unit, int trials, double noise) {
  public Estimate {
    if (!(low <= value && value <= high)) {
      throw new IllegalArgumentException("%s is not within [%s, %s]".formatted(value, low, high));
    }
    if (!(noise >= 0)) {
      throw new IllegalArgumentException("a noise of %s".formatted(noise));
    }
  }

  /** Without noise. */
  public Estimate(double value, double low, double high, String unit, int trials) {
    this(value, low, high, unit, trials, 0);
  }

  /** The same figure, known to be that noisy. */
  public Estimate withNoise(double noise) {
    return new Estimate(value, low, high, unit, trials, noise);
  }

  /**
   * A number with its unit behind it, as people write them: {@code 480/s} and {@code 2.98×} rather
   * than {@code 480 1/s} and {@code 2.98 ×}.
   */
  public static String withUnit(String number, String unit) {
    return switch (unit) {
      case "" -> number;
      case "×" -> number + unit;
      default -> unit.startsWith("1/") ? number + unit.substring(1) : number + " " + unit;
    };
  }
}
