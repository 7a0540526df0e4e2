package fanout.lab.cli;

import fanout.lab.load.report.HistogramLog;
import fanout.lab.load.report.LoadReport;
import fanout.lab.measure.Summary;
import fanout.lab.terminal.Terminal;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
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
      "Exit status: 0 merged, 1 more failed than --most-failed, 2 a file or flag was not"
          + " understood."
    })
final class MergeCommand extends LabCommand {
  @Parameters(
      paramLabel = "FILE",
      arity = "1..*",
      description = "Logs of ./fanout load --format hdr.")
  private List<Path> files = List.of();

  @Option(
      names = "--most-failed",
      paramLabel = "N",
      description = "Status 1 if more calls failed, were refused or did not end.")
  private @Nullable Long mostFailed;

  @Mixin private LoadOutput output = new LoadOutput();

  MergeCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  public Integer call() throws IOException {
    output.checked();
    LoadReport merged = LoadReport.merge(files.stream().map(HistogramLog::read).toList());
    output.write(merged, terminal(), out());
    Summary calls = merged.summary();
    long failed = calls.sent() - calls.ok() + calls.refused();
    if (mostFailed != null && failed > mostFailed) {
      throw new CommandFailedException(
          "%,d calls failed; --most-failed %,d".formatted(failed, mostFailed));
    }
    return ExitCode.OK;
  }
}
