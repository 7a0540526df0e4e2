package fanout.lab.stability;

import fanout.lab.stats.Proportion;
import java.util.List;
import java.util.Locale;

/** What many runs say together, as sentences for every form of it. */
public final class StabilityText {
  private StabilityText() {}

  /** {@code 7 of 200 (3.5 %, interval 1.4 % to 7.1 %)}. */
  public static String share(Proportion share) {
    return String.format(
        Locale.ROOT,
        "%d of %d (%.1f %%, interval %.1f %% to %.1f %%)",
        share.hits(),
        share.trials(),
        100 * share.share(),
        100 * share.low(),
        100 * share.high());
  }

  /** Whether verdicts held. */
  public static String verdicts(Stability stability) {
    List<String> flips = stability.flips();
    int statements = stability.experiments().stream().mapToInt(e -> e.findings().size()).sum();
    String runs =
        "%d statements of %d experiments, %d seeds"
            .formatted(statements, stability.experiments().size(), stability.seeds().size());
    return flips.isEmpty()
        ? "No statement was confirmed by one run and refuted by another (%s).".formatted(runs)
        : "%d confirmed by one run and refuted by another (%s): %s."
            .formatted(flips.size(), runs, String.join("; ", flips));
  }

  /** What one variant against itself claimed. */
  public static String selfClaims(Stability stability) {
    Proportion claims = stability.selfClaims();
    String judged =
        stability.claimsTooMuch()
            ? "more than the 5 % that 95 % intervals allow: the whole interval lies above"
            : claims.share() <= Stability.ALLOWED
                ? "within the 5 % that 95 % intervals allow"
                : "more than 5 %, though so few comparisons cannot tell it from 5 %";
    return "A/A comparisons claimed a difference in %s: %s.".formatted(share(claims), judged);
  }
}
