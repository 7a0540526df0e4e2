package fanout.benchmarks.result;

import fanout.runtime.spec.SpecException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Figures in documents. What stands between their marks is written by programs and by nobody else.
 */
public final class Markdown {
  private static final String END = "<!-- figures: end -->";

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
      String noisy =
          benchmark.tooNoisy() ? " (too noisy: %s)".formatted(benchmark.conditions()) : "";
      for (Figure figure : benchmark.figures()) {
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
   * Puts the table of a run between the marks of a document.
   *
   * @throws SpecException if the document has no such marks
   */
  public static void replaceIn(Path document, BenchRun run) throws IOException {
    replaceIn(document, "./fanout bench --markdown", of(run));
  }

  /**
   * Puts a text between the two marks that name its writer.
   *
   * @param writer the command, as the first mark has it
   * @throws SpecException if the document has no such marks
   */
  public static void replaceIn(Path document, String writer, String figures) throws IOException {
    String mark = "<!-- figures: begin, written by %s -->".formatted(writer);
    String text = Files.readString(document);
    int begin = text.indexOf(mark);
    int end = text.indexOf(END, Math.max(0, begin));
    SpecException.require(
        begin >= 0 && end > begin, "--markdown", document, "a document with " + mark + " … " + END);
    Files.writeString(
        document, text.substring(0, begin + mark.length()) + "\n" + figures + text.substring(end));
  }
}
