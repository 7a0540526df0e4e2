package fanout.lab.cli;

import com.google.gson.GsonBuilder;
import fanout.backend.pause.PauseReport;
import fanout.lab.terminal.Durations;
import fanout.lab.terminal.Table;
import fanout.lab.terminal.Terminal;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;

/** {@code pause}: how precise a simulated latency is on this machine. */
@Command(
    name = "pause",
    description = "Measures how late the simulator's own waiting is on this machine.",
    footerHeading = "%nExit status: 0 measured, 2 a flag was not understood.%n")
final class PauseCommand extends LabCommand {
  private static final PauseReport.Plan BRIEF = PauseReport.Plan.brief();

  @Option(
      names = "--rate",
      paramLabel = "N",
      split = ",",
      description = "Waits a second, one or more with commas; 0 measures an idle timer.")
  private List<Integer> rates = BRIEF.rates();

  @Option(
      names = "--pending",
      paramLabel = "N",
      description = "Other waits under way the whole time (default: ${DEFAULT-VALUE}).")
  private int pending = BRIEF.pending();

  @Option(
      names = "--round",
      paramLabel = "TIME",
      description = "How long each timer is measured at a time.")
  private Duration round = BRIEF.round();

  @Option(
      names = "--rounds",
      paramLabel = "N",
      description = "How often (default: ${DEFAULT-VALUE}).")
  private int rounds = BRIEF.rounds();

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      defaultValue = "text",
      description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private Format format = Format.text;

  PauseCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  public Integer call() throws InterruptedException {
    PauseReport.Plan plan =
        new PauseReport.Plan(rates, pending, BRIEF.shortest(), BRIEF.longest(), round, rounds);
    PauseReport report;
    try (Progress progress = Progress.on(err(), terminal())) {
      Duration about = round.multipliedBy(rounds).multipliedBy(5L * rates.size()).dividedBy(2);
      progress.show("measuring for about " + Durations.format(about));
      report = PauseReport.measure(plan);
    }
    if (format == Format.json) {
      out().println(json(plan, report));
    } else {
      text(plan, report);
    }
    return ExitCode.OK;
  }

  private void text(PauseReport.Plan plan, PauseReport report) {
    screen()
        .prose(
            "Lateness of waits of %s to %s, %,d others pending; medians of %d rounds of %s."
                .formatted(
                    Durations.format(plan.shortest()),
                    Durations.format(plan.longest()),
                    plan.pending(),
                    plan.rounds(),
                    Durations.format(plan.round())));
    screen().blank();
    Table table =
        Table.of(
            Table.Column.text("timer"),
            Table.Column.number("waits/s"),
            Table.Column.number("p50"),
            Table.Column.number("p90"),
            Table.Column.number("p99"),
            Table.Column.number("max"),
            Table.Column.number("of a core"));
    for (PauseReport.Row row : report.rows()) {
      boolean idle = row.waits() == 0;
      table =
          table.row(
              row.timer(),
              idle ? "idle" : "%,d".formatted(row.rate()),
              idle ? "–" : Durations.format(row.p50()),
              idle ? "–" : Durations.format(row.p90()),
              idle ? "–" : Durations.format(row.p99()),
              idle ? "–" : Durations.format(row.max()),
              "%.2f %%".formatted(100 * row.cpuShare()));
    }
    screen().table(table);
    screen().blank();
    screen()
        .prose(
            "Java %s, %d processors, %s %s"
                .formatted(
                    System.getProperty("java.version"),
                    Runtime.getRuntime().availableProcessors(),
                    System.getProperty("os.name"),
                    System.getProperty("os.arch")));
  }

  private static String json(PauseReport.Plan plan, PauseReport report) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("java", System.getProperty("java.version"));
    json.put("processors", Runtime.getRuntime().availableProcessors());
    json.put("pending", plan.pending());
    json.put("rounds", plan.rounds());
    json.put("roundMs", plan.round().toMillis());
    json.put("rows", report.rows().stream().map(PauseCommand::json).toList());
    return new GsonBuilder().setPrettyPrinting().create().toJson(json);
  }

  private static Map<String, Object> json(PauseReport.Row row) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("timer", row.timer());
    json.put("ratePerSecond", row.rate());
    json.put("waits", row.waits());
    json.put("p50Us", micros(row.p50()));
    json.put("p90Us", micros(row.p90()));
    json.put("p99Us", micros(row.p99()));
    json.put("maxUs", micros(row.max()));
    json.put("coreShare", row.cpuShare());
    return json;
  }

  private static double micros(Duration duration) {
    return duration.toNanos() / 1e3;
  }
}
