package fanout.lab.report;

import fanout.lab.result.Environment;
import fanout.lab.result.ExperimentResult;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the Markdown pages of many results are made of. Plain text comes out as it went in. */
public final class Markdown {
  private Markdown() {}

  /** Text that shows as it is, on one line. */
  public static String text(String plain) {
    return line(plain).replaceAll("[\\\\`*_\\[\\]<>|#~]", "\\\\$0").replace("&", "&amp;");
  }

  /** A code span, which has no escapes: a backtick becomes an apostrophe. */
  public static String code(String plain) {
    return "`" + line(plain).replace('`', '\'') + "`";
  }

  private static String line(String plain) {
    return plain.replaceAll("[\\s\\p{Cntrl}]+", " ").strip();
  }

  /** A row of a table, of cells that are Markdown already. */
  public static String row(String... cells) {
    return Stream.of(cells).collect(Collectors.joining(" | ", "| ", " |"));
  }

  /**
   * A table.
   *
   * @param head its first row
   * @param numbers how many of the last columns are numbers, which stand at the right
   */
  public static String table(String head, int numbers, List<String> rows) {
    int columns = head.split("(?<!\\\\)\\|").length - 1;
    String rule = "|" + "---|".repeat(columns - numbers) + "--:|".repeat(numbers);
    return Stream.concat(Stream.of(head, rule), rows.stream()).collect(Collectors.joining("\n"));
  }

  /** On what machines, with which versions, some results were measured. */
  public static String machines(List<ExperimentResult> results) {
    return results.stream()
        .map(ExperimentResult::environment)
        .map(Markdown::machine)
        .distinct()
        .collect(Collectors.joining("; "));
  }

  private static String machine(Environment environment) {
    String versions =
        environment.versions().entrySet().stream()
            .map(version -> version.getKey() + " " + version.getValue())
            .collect(Collectors.joining(", "));
    return text(
        "%s, %d cores, %s, %s, testbed %s, %s"
            .formatted(
                environment.cpu(),
                environment.cores(),
                environment.os(),
                environment.jvm(),
                environment.testbed(),
                versions));
  }
}
