package fanout.lab.stability;

import fanout.lab.result.Environment;
import fanout.lab.result.ExperimentResult;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** {@code docs/stability.md}: what many runs say together, in Markdown. */
public final class StabilityPage {
  private static final String[] HEAD = {
    "experiment", "runs", "confirmed", "inconclusive", "refuted", "flips", "A/A claims", "longest"
  };
  private static final String[] RULE = {"---", "--:", "--:", "--:", "--:", "---", "--:", "--:"};

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
                .formatted(stability.size(), seeds(stability), machines(results)),
            "```\n" + command(results) + "\n```",
            "## Verdicts and A/A comparisons\n\n" + verdicts(stability),
            "## Every statement\n\n" + statements(stability))
        .collect(Collectors.joining("\n\n", "", "\n"));
  }

  private static String seeds(Stability stability) {
    return stability.seeds().stream().map(String::valueOf).collect(Collectors.joining(", "));
  }

  private static String machines(List<ExperimentResult> results) {
    return results.stream()
        .map(ExperimentResult::environment)
        .map(StabilityPage::machine)
        .distinct()
        .collect(Collectors.joining("; "));
  }

  private static String machine(Environment environment) {
    return escaped(
        "%s, %d cores, %s, %s, testbed %s, %s"
            .formatted(
                environment.cpu(),
                environment.cores(),
                environment.os(),
                environment.jvm(),
                environment.testbed(),
                environment.versions().entrySet().stream()
                    .map(e -> e.getKey() + " " + e.getValue())
                    .collect(Collectors.joining(", "))));
  }

  /** Of the first run; the others differ by the seed. */
  private static String command(List<ExperimentResult> results) {
    return results.getFirst().command() + "   # and so on, each experiment under each seed";
  }

  private static String verdicts(Stability stability) {
    List<String> rows = new ArrayList<>(List.of(row(HEAD), row(RULE)));
    for (Repeated one : stability.experiments()) {
      Tally verdict = one.findings().getFirst();
      rows.add(
          row(
              escaped(one.experiment()),
              String.valueOf(one.runs()),
              String.valueOf(verdict.confirmed()),
              String.valueOf(verdict.inconclusive()),
              String.valueOf(verdict.refuted()),
              verdict.flips() ? "**yes**" : "no",
              "%d of %d".formatted(one.selfClaims().hits(), one.selfClaims().trials()),
              "%.1f s".formatted(one.longest())));
    }
    return String.join("\n", rows);
  }

  private static String statements(Stability stability) {
    List<String> rows =
        new ArrayList<>(
            List.of(
                row("experiment", "finding", "confirmed", "inconclusive", "refuted", "flips"),
                row("---", "---", "--:", "--:", "--:", "---")));
    for (Repeated one : stability.experiments()) {
      for (Tally tally : one.findings()) {
        rows.add(
            row(
                escaped(one.experiment()),
                escaped(tally.finding()),
                String.valueOf(tally.confirmed()),
                String.valueOf(tally.inconclusive()),
                String.valueOf(tally.refuted()),
                tally.flips() ? "**yes**" : "no"));
      }
    }
    return String.join("\n", rows);
  }

  private static String row(String... cells) {
    return Stream.of(cells).collect(Collectors.joining(" | ", "| ", " |"));
  }

  private static String escaped(String plain) {
    return plain.replaceAll("[\\\\`*_\\[\\]<>|#~]", "\\\\$0");
  }
}
