package fanout.lab.trial;

import fanout.lab.result.Better;
import fanout.lab.result.Estimate;
import fanout.lab.result.Finding;
import fanout.lab.result.Verdict;
import fanout.lab.stats.Bootstrap;
import fanout.lab.stats.NoiseFloor;
import fanout.lab.stats.Region;
import java.util.OptionalDouble;

/**
 * A statement on its way to a finding: say what noise counts, what was predicted and published,
 * then where the figure has to lie. Immutable; the methods give a changed copy.
 *
 * @param name unique within the experiment and the same in every run
 * @param statement what would have to hold, with its threshold
 * @param measured the figure that decides
 * @param better which way a user would like the figure to move, for comparing two runs
 * @param noise what a run cannot tell from nothing
 * @param predicted by theory
 * @param published by the claim's source
 */
public record Check(
    String name,
    String statement,
    Estimate measured,
    Better better,
    NoiseFloor noise,
    OptionalDouble predicted,
    OptionalDouble published) {
  Check(String name, String statement, Estimate measured) {
    this(
        name,
        statement,
        measured,
        Better.NEITHER,
        NoiseFloor.NONE,
        OptionalDouble.empty(),
        OptionalDouble.empty());
  }

  /** Of a figure that users would like to be low; {@code ./fanout compare} says when it rose. */
  public Check lowerIsBetter() {
    return new Check(name, statement, measured, Better.LOWER, noise, predicted, published);
  }

  /** Of a figure that users would like to be high; {@code ./fanout compare} says when it fell. */
  public Check higherIsBetter() {
    return new Check(name, statement, measured, Better.HIGHER, noise, predicted, published);
  }

  /** With the noise of the figure that it is made of. */
  public Check noise(NoiseFloor floor) {
    return new Check(name, statement, measured, better, floor, predicted, published);
  }

  /** With what theory says. */
  public Check predicted(double value) {
    return new Check(name, statement, measured, better, noise, OptionalDouble.of(value), published);
  }

  /** With what the claim's source says. */
  public Check published(double value) {
    return new Check(name, statement, measured, better, noise, predicted, OptionalDouble.of(value));
  }

  /** Holds if the figure is that or more. */
  public Finding atLeast(double least) {
    return finding(Region.atLeast(least), "at least " + shown(least));
  }

  /** Holds if the figure is that or less. */
  public Finding atMost(double most) {
    return finding(Region.atMost(most), "at most " + shown(most));
  }

  /** Holds if the figure lies between the two. */
  public Finding within(double low, double high) {
    return finding(new Region(low, high), "between %s and %s".formatted(shown(low), shown(high)));
  }

  private Finding finding(Region region, String allowed) {
    if (measured.trials() < Bootstrap.FEWEST) {
      String few =
          "%s from %s: an interval needs %d"
              .formatted(
                  shown(measured.value()),
                  Shown.count(measured.trials(), "trial"),
                  Bootstrap.FEWEST);
      return finding(Verdict.INCONCLUSIVE, few);
    }
    Verdict verdict = region.judge(measured, noise);
    String lies =
        switch (verdict) {
          case CONFIRMED -> "all of it is ";
          case REFUTED -> "none of it is ";
          case INCONCLUSIVE -> "only a part of it is ";
        };
    String because =
        "%s, interval %s to %s, widened by the noise floor of %s: %s%s"
            .formatted(
                shown(measured.value()),
                Shown.number(measured.low()),
                shown(measured.high()),
                noise.absolute() ? shown(noise.size()) : Shown.number(100 * noise.size()) + " %",
                lies,
                allowed);
    return finding(verdict, because);
  }

  private Finding finding(Verdict verdict, String because) {
    return new Finding(
        name,
        statement,
        measured.withNoise(noise.in(measured)),
        better,
        predicted,
        published,
        verdict,
        because);
  }

  private String shown(double value) {
    return Shown.number(value, measured.unit());
  }
}
