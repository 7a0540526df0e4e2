package fanout.lab.stability;

import fanout.lab.result.Verdict;
import java.util.List;

/**
 * The verdicts of many runs on one statement.
 *
 * @param finding its name
 * @param confirmed how many runs confirmed it
 * @param inconclusive how many could not tell
 * @param refuted how many refuted it
 */
public record Tally(String finding, int confirmed, int inconclusive, int refuted) {
  static Tally of(String finding, List<Verdict> verdicts) {
    return new Tally(
        finding,
        count(verdicts, Verdict.CONFIRMED),
        count(verdicts, Verdict.INCONCLUSIVE),
        count(verdicts, Verdict.REFUTED));
  }

  private static int count(List<Verdict> verdicts, Verdict verdict) {
    return (int) verdicts.stream().filter(v -> v == verdict).count();
  }

  /**
   * Whether some runs confirmed what others refuted; one that could not tell contradicts nobody.
   */
  public boolean flips() {
    return confirmed > 0 && refuted > 0;
  }
}
