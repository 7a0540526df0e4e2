package fanout.lab.cli;

import fanout.lab.experiment.Experiment;
import fanout.lab.terminal.Line;
import fanout.lab.terminal.Style;
import fanout.lab.terminal.Table;
import fanout.lab.terminal.Table.Column;
import fanout.lab.terminal.Terminal;
import fanout.lab.trial.Size;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;

/** {@code list}: the experiments. */
@Command(
    name = "list",
    description = "Lists the experiments: what each asks, and how long it takes.",
    footerHeading = "%nExit status: 0 listed, 2 a flag was not understood.%n")
final class ListCommand extends LabCommand {
  ListCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  public Integer call() {
    Table table =
        Table.of(
            Column.text("experiment"),
            Column.text("question"),
            Column.number("quick"),
            Column.number("full"));
    for (Experiment experiment : Experiment.all()) {
      table =
          table.row(
              List.of(
                  Line.of(experiment.id(), Style.FRAME),
                  Line.of(experiment.question(), Style.PLAIN),
                  length(experiment.length(), Size.QUICK),
                  length(experiment.length(), Size.FULL)));
    }
    Duration all =
        Experiment.all().stream().map(Experiment::length).reduce(Duration.ZERO, Duration::plus);
    table =
        table.row(
            List.of(
                Line.of("--all", Style.FRAME),
                Line.EMPTY,
                length(all, Size.QUICK),
                length(all, Size.FULL)));
    screen().table(table);
    screen().blank();
    screen().prose("./fanout run ID puts one to the test, ./fanout run --all all of them.");
    screen()
        .prose(
            "Times are rough, on 2 cores that have nothing else to do. One that is run alone takes"
                + " 3 to 5 s more: its JVM is young, and has to compile first.");
    return ExitCode.OK;
  }

  private static Line length(Duration quick, Size size) {
    Duration length = size.length(quick);
    String text =
        length.compareTo(Duration.ofSeconds(100)) < 0
            ? length.toSeconds() + " s"
            : Math.round(length.toSeconds() / 60.0) + " min";
    return Line.of(text, Style.DIM);
  }
}
