package fanout.lab.report;

import fanout.lab.result.ExperimentResult;
import fanout.lab.result.Finding;
import fanout.lab.result.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** {@code docs/findings.md}: what many experiments found, as prose and tables in Markdown. */
public final class FindingsText {
  private FindingsText() {}

  /**
   * The text.
   *
   * @param results in the order of the text; at least one
   */
  public static String markdown(List<ExperimentResult> results) {
    List<String> parts = new ArrayList<>();
    parts.add("# Findings");
    parts.add(
        "Written by `./fanout findings` from the `results.json` of %d experiments; not to be edited."
                .formatted(results.size())
            + " What the words and intervals mean: [measurement.md](measurement.md).");
    parts.add("Measured on " + Markdown.machines(results) + ".");
    parts.add(overview(results));
    results.forEach(result -> parts.add(chapter(result)));
    return String.join("\n\n", parts) + "\n";
  }

  private static String overview(List<ExperimentResult> results) {
    String tally =
        Stream.of(Verdict.values())
            .map(
                verdict ->
                    "%d %s"
                        .formatted(
                            results.stream().filter(r -> r.verdict() == verdict).count(),
                            word(verdict)))
            .collect(Collectors.joining(", "));
    List<String> rows =
        results.stream()
            .map(
                result ->
                    Markdown.row(
                        "[%s](#%s)".formatted(Markdown.text(result.experiment()), anchor(result)),
                        Markdown.text(result.claim()),
                        result.measured().isEmpty()
                            ? "–"
                            : Markdown.text(
                                Figures.withInterval(result.measured().getFirst().measured())
                                    + " "
                                    + result.measured().getFirst().name()),
                        mark(result.verdict())))
            .toList();
    return "%s of %d claims.\n\n%s"
        .formatted(
            tally,
            results.size(),
            Markdown.table(
                Markdown.row("experiment", "claim", "what decided", "verdict"), 0, rows));
  }

  private static String chapter(ExperimentResult result) {
    List<String> parts = new ArrayList<>();
    parts.add(
        "<a id=\"%s\"></a>\n\n## %s".formatted(anchor(result), Markdown.text(result.question())));
    parts.add("**%s.** %s".formatted(mark(result.verdict()), Markdown.text(result.answer())));
    if (!result.complete()) {
      parts.add("**This run was stopped half-way.**");
    }
    parts.add("> %s – %s".formatted(Markdown.text(result.claim()), Markdown.text(result.source())));
    parts.add(findings(result.measured()));
    parts.add("*What it means.* " + Markdown.text(result.meaning()));
    parts.add("*Predicted before the run.* " + Markdown.text(result.prediction()));
    parts.add(
        "*How.* %s size, %d trials of each variant, seed %d, noise floor %s, %s. Again with %s."
            .formatted(
                Markdown.text(result.method().size()),
                result.method().trials(),
                result.seed(),
                Markdown.text(Figures.withInterval(result.noiseFloor())),
                HtmlReport.DAY.format(result.started()),
                Markdown.code(result.command())));
    if (!result.method().remarks().isEmpty()) {
      parts.add(
          result.method().remarks().stream()
              .map(remark -> "- " + Markdown.text(remark))
              .collect(Collectors.joining("\n")));
    }
    return String.join("\n\n", parts);
  }

  private static String findings(List<Finding> findings) {
    List<String> rows =
        findings.stream()
            .map(
                f ->
                    Markdown.row(
                        Markdown.text(f.statement()),
                        optional(f, f.published()),
                        optional(f, f.predicted()),
                        "**%s**".formatted(Markdown.text(Figures.withInterval(f.measured()))),
                        mark(f.verdict())))
            .toList();
    return rows.isEmpty()
        ? "Nothing was decided."
        : Markdown.table(
            Markdown.row("put to the test", "published", "theory", "measured", "verdict"), 0, rows);
  }

  private static String optional(Finding finding, OptionalDouble value) {
    return value.isPresent()
        ? Markdown.text(Figures.like(finding.measured(), value.getAsDouble()))
        : "–";
  }

  private static String mark(Verdict verdict) {
    return "%s %s".formatted(Badge.mark(verdict), word(verdict));
  }

  private static String word(Verdict verdict) {
    return verdict.name().toLowerCase(Locale.ROOT);
  }

  private static String anchor(ExperimentResult result) {
    return result.experiment().replaceAll("[^A-Za-z0-9-]", "-");
  }
}
