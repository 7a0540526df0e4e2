package fanout.lab.cli;

import fanout.lab.client.SimulatorClient;
import fanout.lab.client.Times;
import fanout.lab.terminal.Durations;
import fanout.lab.terminal.Line;
import fanout.lab.terminal.Style;
import fanout.lab.terminal.Table;
import fanout.lab.terminal.Terminal;
import fanout.v1.GetLedgerResponse;
import fanout.v1.Ledger;
import java.time.Duration;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ledger}: what happened to the backends' calls. */
@Command(
    name = "ledger",
    description = "Shows what happened to the backends' calls, and the work done for nobody.",
    footerHeading = "%nExit status: 0 done, 1 no answer, 2 a backend or flag was not understood.%n")
final class LedgerCommand extends SimulatorCommand {
  @Parameters(
      paramLabel = "BACKEND",
      arity = "0..1",
      defaultValue = SimulatorClient.ALL,
      description = "For example orders; all of them where it is left out.")
  private String backend = SimulatorClient.ALL;

  @Option(names = "--reset", description = "Sets the counts to zero; shows them as they were.")
  private boolean reset;

  LedgerCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  void run(SimulatorClient simulator, Format format) {
    List<Ledger> ledgers = reset ? simulator.resetLedgers(backend) : simulator.ledgers(backend);
    if (format == Format.json) {
      out().println(JsonText.of(GetLedgerResponse.newBuilder().addAllLedgers(ledgers).build()));
    } else {
      screen().table(table(ledgers));
    }
  }

  private static Table table(List<Ledger> ledgers) {
    Table table =
        Table.of(
            Table.Column.text("backend"),
            Table.Column.number("started"),
            Table.Column.number("OK"),
            Table.Column.text("failed"),
            Table.Column.number("cancelled"),
            Table.Column.number("in flight"),
            Table.Column.number("worked"),
            Table.Column.number("for nobody"));
    for (Ledger ledger : ledgers) {
      Duration wasted = Times.of(ledger.getWorkedAfterCancel());
      table =
          table.row(
              List.of(
                  Line.of(ledger.getBackend(), Style.STRONG),
                  count(ledger.getStarted()),
                  count(ledger.getFinished()),
                  failed(ledger),
                  count(ledger.getCancelled()),
                  count(ledger.getInFlight()),
                  Line.of(Durations.format(Times.of(ledger.getWorked())), Style.PLAIN),
                  Line.of(Durations.format(wasted), notable(wasted) ? Style.BAD : Style.PLAIN)));
    }
    return table;
  }

  private static Line failed(Ledger ledger) {
    String text =
        new TreeMap<>(ledger.getFailedMap())
            .entrySet().stream()
                .map(code -> code.getValue() + " " + code.getKey())
                .collect(Collectors.joining(", "));
    return text.isEmpty() ? Line.of("0", Style.PLAIN) : Line.of(text, Style.BAD);
  }

  /** A cancel is always a little late: it travels. */
  private static boolean notable(Duration wasted) {
    return wasted.compareTo(Duration.ofMillis(1)) > 0;
  }

  private static Line count(long number) {
    return Line.of(Long.toUnsignedString(number), Style.PLAIN);
  }
}
