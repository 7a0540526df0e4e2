package fanout.lab.trial;

import java.util.ArrayList;
import java.util.List;

/**
 * Which variants are compared, how often, and which of them is also compared with itself: a
 * randomised complete block design (Box, Hunter and Hunter, Statistics for Experimenters, 4.2). A
 * round runs each variant once, in an order drawn from the seed, so that whatever else the machine
 * does meets all alike. Immutable; the methods give a changed copy.
 *
 * @param trials rounds that count
 * @param warmUps rounds before them that do not
 * @param arms the variants, the baseline first
 * @param twice the variant that runs under two labels (A/A), at first the baseline
 * @param paired whether two variants are compared round by round rather than by their medians
 */
public record Design(int trials, int warmUps, List<Arm> arms, String twice, boolean paired) {
  /** What the second label of {@link #twice} ends with. */
  public static final String AGAIN = ", again";

  public Design {
    arms = List.copyOf(arms);
  }

  /** So many trials of no variant yet, after one warm-up round. */
  public static Design of(int trials) {
    return new Design(trials, 1, List.of(), "", false);
  }

  /** With a variant. */
  public Design arm(String name, Trial trial) {
    return plus(new Arm(name, false, trial));
  }

  /** With the wrong twin of a variant. */
  public Design wrongTwin(String name, Trial trial) {
    return plus(new Arm(name, true, trial));
  }

  /** With a variant that has been made before. */
  public Design plus(Arm arm) {
    if (arms.stream().anyMatch(known -> known.name().equals(arm.name()))) {
      throw new IllegalArgumentException("there are two variants named " + arm.name());
    }
    List<Arm> all = new ArrayList<>(arms);
    all.add(arm);
    return new Design(trials, warmUps, all, twice.isEmpty() ? arm.name() : twice, paired);
  }

  /** With another variant run twice: the cheapest whose noise is that of the others. */
  public Design twice(String name) {
    return new Design(trials, warmUps, arms, name, paired);
  }

  /**
   * With another number of warm-up rounds; with none the testbed is not warmed up at all, for what
   * takes hundreds of milliseconds in cold code, too.
   */
  public Design warmUps(int rounds) {
    return new Design(trials, rounds, arms, twice, paired);
  }

  /**
   * With two variants compared by the geometric mean of their ratio in each round: for figures of
   * which the machine knows two values or phases of them, whose median is the one or the other by
   * chance while their mean is not, and which all variants of a round share. What a single trial
   * that is far out does to a mean, it does to this one, too, by its logarithm.
   */
  public Design inPairs() {
    return new Design(trials, warmUps, arms, twice, true);
  }

  /** Every variant, and the one that runs twice once more under its second label. */
  public List<Arm> withAgain() {
    List<Arm> all = new ArrayList<>(arms);
    arms.stream()
        .filter(arm -> arm.name().equals(twice))
        .forEach(arm -> all.add(new Arm(twice + AGAIN, arm.wrongTwin(), arm.trial())));
    if (all.size() == arms.size()) {
      throw new IllegalArgumentException("no variant is named " + twice);
    }
    return all;
  }
}
