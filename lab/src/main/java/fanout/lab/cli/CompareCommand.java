package fanout.lab.cli;

import fanout.lab.compare.Change;
import fanout.lab.compare.CompareJson;
import fanout.lab.compare.Comparison;
import fanout.lab.compare.FigureChange;
import fanout.lab.compare.Gate;
import fanout.lab.result.Better;
import fanout.lab.terminal.Terminal;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code compare}: two runs side by side, for people and for CI. */
@Command(
    name = "compare",
    description = "Puts two runs side by side and says what got better or worse beyond noise.",
    footerHeading = "%nExamples%n",
    footer = {
      "  ./fanout compare main/dashboard branch/dashboard",
      "  ./fanout compare main branch                      two folders of ./fanout run --all",
      "  ./fanout compare main branch --figure \"speed-up\" --figure \"concurrent / p99\"",
      "",
      "A figure changed if the two 95 % intervals lie apart by more than the noise floors.",
      "",
      "Exit status: 0 nothing that counts got worse; 3 a figure of a finding, or one that was",
      "named, got worse beyond noise; 2 a run cannot be read, they have nothing in common, or a",
      "flag was not understood."
    })
final class CompareCommand extends LabCommand {
  static final int WORSE = 3;

  @Parameters(
      index = "0",
      paramLabel = "BEFORE",
      description = "Folder of a run, of several runs, or a results.json.")
  private Path before = Path.of("");

  @Parameters(index = "1", paramLabel = "AFTER", description = "The same of the later run.")
  private Path after = Path.of("");

  @Option(
      names = "--figure",
      paramLabel = "NAME[:lower|higher]",
      description =
          "Only this figure decides on the exit status; may be given again. A finding's name or"
              + " \"variant / figure\", with \"experiment: \" before it where several have it.")
  private List<String> named = List.of();

  @Option(names = "--all-figures", description = "Shows the tables' figures too.")
  private boolean all;

  @Option(
      names = {"-O", "--format"},
      paramLabel = "FORMAT",
      defaultValue = "text",
      description = "text or json (default: ${DEFAULT-VALUE}).")
  private Format format = Format.text;

  CompareCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  public Integer call() {
    Comparison comparison = Comparison.of(Results.read(before), Results.read(after));
    List<FigureChange> gating =
        named.isEmpty()
            ? comparison.findings().stream().filter(f -> f.better() != Better.NEITHER).toList()
            : named.stream().map(Gate::parse).flatMap(g -> comparison.of(g).stream()).toList();
    switch (format) {
      case text -> new CompareText(screen()).print(comparison, gating, all);
      case json -> {
        out().print(CompareJson.of(comparison, gating));
        out().flush();
      }
    }
    boolean worse = gating.stream().anyMatch(figure -> figure.change() == Change.WORSE);
    return worse ? WORSE : ExitCode.OK;
  }
}
