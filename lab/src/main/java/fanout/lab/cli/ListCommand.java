package fanout.lab.cli;

import fanout.lab.experiment.Experiment;
import fanout.lab.terminal.Line;
import fanout.lab.terminal.Style;
import fanout.lab.terminal.Table;
import fanout.lab.terminal.Table.Column;
import fanout.lab.terminal.Terminal;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;

/** {@code list}: the experiments. */
@Command(
    name = "list",
    description = "Lists the experiments: what each asks.",
    footerHeading = "%nExit status: 0 listed, 2 a flag was not understood.%n")
final class ListCommand extends LabCommand {
  ListCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  public Integer call() {
    Table table = Table.of(Column.text("experiment"), Column.text("question"));
    for (Experiment experiment : Experiment.all()) {
      table =
          table.row(
              List.of(
                  Line.of(experiment.id(), Style.FRAME),
                  Line.of(experiment.question(), Style.PLAIN)));
    }
    screen().table(table);
    screen().blank();
    screen().prose("./fanout run ID settles one, ./fanout run --all all of them.");
    return ExitCode.OK;
  }
}
