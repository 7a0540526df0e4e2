package fanout.benchmarks.result;

import fanout.runtime.spec.SpecException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Tables of documents, each between two marks. They are written by programs and by nobody else. */
public final class Markdown {
  private Markdown() {}

  /** A run as a table, one line for each figure. */
  public static String of(BenchRun run) {
    StringBuilder text = new StringBuilder();
    text.append("Taken %s on %s; %s.\n\n".formatted(run.started(), run.machine(), run.effort()));
    text.append("| benchmark | figure | reach | measured | 95 % interval | rounds | |\n");
    text.append("|---|---|---|---|---|---|---|\n");
    for (BenchmarkResult benchmark : run.benchmarks()) {
      if (benchmark.problem() != null) {
        text.append(
            "| `%s` | not run: %s | | | | | |\n".formatted(benchmark.name(), benchmark.problem()));
      }
      for (Figure figure : benchmark.figures()) {
        String noisy =
            benchmark.tooNoisy(figure)
                ? " (too noisy: %s)".formatted(benchmark.conditions(figure))
                : "";
        text.append(
            "| `%s` | %s | %s | %s | %s | %d | %s%s |\n"
                .formatted(
                    benchmark.name(),
                    figure.name(),
                    figure.goal(),
                    figure.text(),
                    figure.interval(),
                    figure.rounds(),
                    figure.verdict().label(),
                    noisy));
      }
    }
    return text.toString();
  }

  /**
   * Puts the table between its two marks of a document.
   *
   * @throws SpecException if the document has no such marks
   */
  public static void replaceIn(Path document, BenchRun run) throws IOException {
    replaceIn(document, "figures", "./fanout bench --markdown", of(run));
  }

  /**
   * Puts text between two marks of a document.
   *
   * @param name of the text, unique in the document
   * @param by the command that writes it
   * @throws SpecException if the document has no such marks
   */
  public static void replaceIn(Path document, String name, String by, String content)
      throws IOException {
    String before = "<!-- %s: begin, written by %s -->".formatted(name, by);
    String after = "<!-- %s: end -->".formatted(name);
    String text = Files.readString(document);
    int begin = text.indexOf(before);
    int end = text.indexOf(after);
    SpecException.require(
        begin >= 0 && end > begin,
        "--markdown",
        document,
        "a document with " + before + " … " + after);
    Files.writeString(
        document,
        text.substring(0, begin + before.length()) + "\n" + content + text.substring(end));
  }
}
