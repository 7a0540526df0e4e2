package fanout.benchmarks.result;

import fanout.lab.stats.Bootstrap;
import org.jspecify.annotations.Nullable;

/**
 * One figure over all rounds. Immutable.
 *
 * @param name unique within its benchmark
 * @param unit {@code ×} for a ratio
 * @param value median over the rounds
 * @param low lower end of its 95 % interval
 * @param high upper end
 * @param rounds it rests on
 * @param higherIsBetter which way is an improvement
 * @param bound to be reached; null where there is none
 * @param noiseFloor the relative difference, in per cent, that one arm shows against itself in the
 *     metric that this is made of; null where an arm cannot be read twice
 */
public record Figure(
    String name,
    String unit,
    double value,
    double low,
    double high,
    int rounds,
    boolean higherIsBetter,
    @Nullable Double bound,
    @Nullable Double noiseFloor) {
  /** A noise floor above this hides the differences that are looked for. */
  private static final double NOISY = 5;

  /** How a figure stands to its bound. */
  public enum Verdict {
    /** The whole interval reaches it. */
    MET("met"),
    /** No part of the interval reaches it. */
    MISSED("missed"),
    /**
     * The bound lies within the interval, or there are too few rounds for one: more of them, or a
     * quieter machine, would tell.
     */
    UNCLEAR("unclear"),
    /** There is no bound. */
    REPORTED("");

    private final String label;

    Verdict(String label) {
      this.label = label;
    }

    /** To be shown. */
    public String label() {
      return label;
    }
  }

  /** How it stands to its bound. */
  public Verdict verdict() {
    if (bound == null) {
      return Verdict.REPORTED;
    }
    if (!hasInterval()) {
      return Verdict.UNCLEAR;
    }
    double worst = higherIsBetter ? low : high;
    double best = higherIsBetter ? high : low;
    if (reaches(worst, bound)) {
      return Verdict.MET;
    }
    return reaches(best, bound) ? Verdict.UNCLEAR : Verdict.MISSED;
  }

  /** Whether there are rounds enough for an interval that holds the truth 95 times in a hundred. */
  boolean hasInterval() {
    return rounds >= Bootstrap.FEWEST;
  }

  /** Whether it differed too much although nothing did. */
  boolean tooNoisy() {
    return noiseFloor != null && noiseFloor > NOISY;
  }

  /** Its noise floor; empty where it is not known. */
  public String noise() {
    return noiseFloor == null ? "" : "%.1f %%".formatted(noiseFloor);
  }

  private boolean reaches(double figure, double wanted) {
    return higherIsBetter ? figure >= wanted : figure <= wanted;
  }

  /** The bound in words; empty where there is none. */
  public String goal() {
    return bound == null ? "" : (higherIsBetter ? "≥ " : "≤ ") + amount(bound);
  }

  /** The value with its unit. */
  public String text() {
    return amount(value);
  }

  /** The interval. */
  public String interval() {
    return "%s – %s".formatted(number(low), number(high));
  }

  private String amount(double number) {
    return unit.equals("×") ? number(number) + unit : number(number) + " " + unit;
  }

  /** Four digits where there are so many, three decimals at most. */
  static String number(double value) {
    double size = Math.abs(value);
    String format = size >= 1000 ? "%,.0f" : size >= 100 ? "%.1f" : size >= 10 ? "%.2f" : "%.3f";
    return format.formatted(value);
  }
}
