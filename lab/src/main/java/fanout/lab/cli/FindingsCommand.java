package fanout.lab.cli;

import fanout.lab.report.FindingsText;
import fanout.lab.result.ExperimentResult;
import fanout.lab.terminal.Terminal;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Parameters;

/** {@code findings}: what many runs found, as one text. */
@Command(
    name = "findings",
    description = "Writes what runs found as Markdown: claim, theory, measurement, verdict.",
    footerHeading = "%nExamples%n",
    footer = {
      "  ./fanout run --all --full --out results",
      "  ./fanout findings results > docs/findings.md",
      "",
      "Exit status: 0 written, 2 a run cannot be read."
    })
final class FindingsCommand extends LabCommand {
  @Parameters(
      paramLabel = "DIR",
      arity = "1..*",
      description = "Folders of runs, of several runs, or results.json files.")
  private List<Path> runs = List.of();

  FindingsCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  public Integer call() {
    List<ExperimentResult> results =
        runs.stream().flatMap(path -> Results.read(path).stream()).toList();
    out().print(FindingsText.markdown(results));
    out().flush();
    return ExitCode.OK;
  }
}
