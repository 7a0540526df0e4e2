package fanout.lab.cli;

import fanout.lab.load.report.HistogramLog;
import fanout.lab.load.report.LoadReport;
import fanout.lab.terminal.Terminal;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code merge}: the logs of several generators as one. */
@Command(
    name = "merge",
    description = "Puts the histogram logs of several load generators together, exactly.",
    footerHeading = "%nExamples%n",
    footer = {
      "  ./fanout load -r 500 -z 30s -O hdr -o a.hdr   on one machine, b.hdr on another",
      "  ./fanout merge a.hdr b.hdr",
      "",
      "Exit status: 0 merged, 2 a file or flag was not understood."
    })
final class MergeCommand extends LabCommand {
  @Parameters(
      paramLabel = "FILE",
      arity = "1..*",
      description = "Logs of ./fanout load --format hdr.")
  private List<Path> files = List.of();

  @Mixin private LoadOutput output = new LoadOutput();

  MergeCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  public Integer call() throws IOException {
    output.checked();
    output.write(
        LoadReport.merge(files.stream().map(HistogramLog::read).toList()), terminal(), out());
    return ExitCode.OK;
  }
}
