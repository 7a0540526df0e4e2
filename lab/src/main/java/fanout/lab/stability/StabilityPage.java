package fanout.lab.stability;

import fanout.lab.report.Markdown;
import fanout.lab.result.ExperimentResult;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** {@code docs/stability.md}: what many runs say together, in Markdown. */
public final class StabilityPage {
  private StabilityPage() {}

  /**
   * The text.
   *
   * @param results that {@code stability} was made of
   */
  public static String markdown(Stability stability, List<ExperimentResult> results) {
    return Stream.of(
            "# Do verdicts hold?",
            "Written by `./fanout stability --markdown`; not to be edited. The same experiments"
                + " again and again, with other seeds: what they say, and what one variant against"
                + " itself claims. How intervals and verdicts come about:"
                + " [measurement.md](measurement.md).",
            "**"
                + StabilityText.verdicts(stability)
                + "** **"
                + StabilityText.selfClaims(stability)
                + "** The interval is Clopper and Pearson's, which is exact.",
            "Size %s, seeds %s. Measured on %s."
                .formatted(stability.size(), seeds(stability), Markdown.machines(results)),
            "```\n" + command(results) + "\n```",
            "## Verdicts and A/A comparisons\n\n" + verdicts(stability),
            "## Every statement\n\n" + statements(stability))
        .collect(Collectors.joining("\n\n", "", "\n"));
  }

  private static String seeds(Stability stability) {
    return stability.seeds().stream().map(String::valueOf).collect(Collectors.joining(", "));
  }

  /** Of the first run; the others differ by the seed. */
  private static String command(List<ExperimentResult> results) {
    return results.getFirst().command() + "   # and so on, each experiment under each seed";
  }

  private static String verdicts(Stability stability) {
    List<String> rows = new ArrayList<>();
    for (Repeated one : stability.experiments()) {
      Tally verdict = one.findings().getFirst();
      rows.add(
          Markdown.row(
              Markdown.text(one.experiment()),
              flips(verdict),
              String.valueOf(one.runs()),
              String.valueOf(verdict.confirmed()),
              String.valueOf(verdict.inconclusive()),
              String.valueOf(verdict.refuted()),
              "%d of %d".formatted(one.selfClaims().hits(), one.selfClaims().trials()),
              "%.1f s".formatted(one.longest())));
    }
    String head =
        Markdown.row(
            "experiment",
            "flips",
            "runs",
            "confirmed",
            "inconclusive",
            "refuted",
            "A/A claims",
            "longest");
    return Markdown.table(head, 6, rows);
  }

  private static String statements(Stability stability) {
    List<String> rows = new ArrayList<>();
    for (Repeated one : stability.experiments()) {
      for (Tally tally : one.findings()) {
        rows.add(
            Markdown.row(
                Markdown.text(one.experiment()),
                Markdown.text(tally.finding()),
                flips(tally),
                String.valueOf(tally.confirmed()),
                String.valueOf(tally.inconclusive()),
                String.valueOf(tally.refuted())));
      }
    }
    String head =
        Markdown.row("experiment", "finding", "flips", "confirmed", "inconclusive", "refuted");
    return Markdown.table(head, 3, rows);
  }

  private static String flips(Tally tally) {
    return tally.flips() ? "**yes**" : "no";
  }
}
