package fanout.lab.cli;

import fanout.lab.result.ExperimentResult;
import fanout.lab.stability.Stability;
import fanout.lab.stability.StabilityPage;
import fanout.lab.terminal.Terminal;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code stability}: whether verdicts hold when everything is run again with other seeds. */
@Command(
    name = "stability",
    description = "Reads many runs together: do verdicts flip, do A/A comparisons claim too much?",
    footerHeading = "%nExamples%n",
    footer = {
      "  ./fanout run --all --quick --repeat 10 --seed 1 --out steady",
      "  ./fanout stability steady --markdown > docs/stability.md",
      "",
      "A flip is a statement that one run confirmed and another refuted. A/A comparisons claim",
      "too much if the whole Clopper-Pearson 95 % interval of their share lies above 5 %.",
      "",
      "Exit status: 0 neither; 3 a statement flipped, or A/A comparisons claim too much;",
      "2 a run cannot be read or was stopped half-way, or a flag was not understood."
    })
final class StabilityCommand extends LabCommand {
  static final int UNSTABLE = 3;

  @Parameters(
      paramLabel = "DIR",
      description = "What ./fanout run --repeat made: a folder for each seed.")
  private Path runs = Path.of("");

  @Option(names = "--markdown", description = "Writes the page docs/stability.md instead.")
  private boolean markdown;

  StabilityCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  public Integer call() {
    List<ExperimentResult> results = Results.readSeeds(runs);
    Stability stability = Stability.of(results);
    if (markdown) {
      out().print(StabilityPage.markdown(stability, results));
      out().flush();
    } else {
      new StabilityScreen(screen()).print(stability);
    }
    return stability.holds() ? ExitCode.OK : UNSTABLE;
  }
}
