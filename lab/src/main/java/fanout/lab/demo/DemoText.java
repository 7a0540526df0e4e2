package fanout.lab.demo;

import fanout.lab.client.Sections;
import fanout.lab.client.Times;
import fanout.lab.terminal.Columns;
import fanout.lab.terminal.Durations;
import fanout.lab.terminal.Line;
import fanout.lab.terminal.Style;
import fanout.lab.terminal.Table;
import fanout.lab.terminal.Terminal;
import fanout.lab.trace.Trace;
import fanout.lab.trace.Waterfall;
import fanout.v1.Dashboard;
import fanout.v1.Section;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** A demo's result for a person. */
public final class DemoText {
  private final Terminal terminal;
  private final List<Line> lines = new ArrayList<>();

  private DemoText(Terminal terminal) {
    this.terminal = terminal;
  }

  /** The whole text; every line ends with a line feed. */
  public static String of(DemoResult result, Terminal terminal) {
    DemoText text = new DemoText(terminal);
    text.comparison(result);
    text.partial(result.partialFailure());
    text.limited(result.timeLimit());
    text.abandoned(result);
    text.next(result);
    return text.lines.stream()
        .map(line -> line.render(terminal) + "\n")
        .collect(Collectors.joining());
  }

  private void comparison(DemoResult result) {
    DemoResult.Comparison comparison = result.comparison();
    heading("1  In turn, or all at once");
    prose(
        "One dashboard needs three backends: %s."
            .formatted(
                result.backends().entrySet().stream()
                    .map(entry -> entry.getKey() + " " + Durations.format(entry.getValue()))
                    .collect(Collectors.joining(", "))));
    prose("Below, the request at the median of each, from its spans as they arrived over OTLP.");
    blank();
    waterfall(List.of(comparison.sequential().median(), comparison.concurrent().median()));
    Table table =
        Table.of(
                Table.Column.text("strategy"),
                Table.Column.text("theory"),
                Table.Column.number(""),
                Table.Column.number("p50"),
                Table.Column.number("over theory"),
                Table.Column.number("p95"),
                Table.Column.number("requests"))
            .row(row("sequential", "sum", comparison.sequential()))
            .row(row("concurrent", "max", comparison.concurrent()));
    table(table);
    Duration sum = comparison.sequential().theory();
    Duration max = comparison.concurrent().theory();
    lines.add(
        Line.of("  → concurrent is ", Style.PLAIN)
            .plus("%.2f× faster".formatted(comparison.speedup()), Style.GOOD)
            .plus(
                " (theory: sum / max = %.2f×)".formatted((double) sum.toNanos() / max.toNanos()),
                Style.PLAIN));
    blank();
  }

  private static List<Line> row(String name, String theory, DemoResult.Strategy strategy) {
    Duration p50 = strategy.measured().quantile(0.5);
    double over =
        100.0 * (p50.toNanos() - strategy.theory().toNanos()) / strategy.theory().toNanos();
    return List.of(
        plain(name),
        Line.of(theory, Style.DIM),
        plain(Durations.format(strategy.theory())),
        Line.of(Durations.format(p50), Style.STRONG),
        plain("%+.1f %%".formatted(over)),
        plain(Durations.format(strategy.measured().quantile(0.95))),
        plain(String.valueOf(strategy.measured().samples().size())));
  }

  private void partial(DemoResult.Partial partial) {
    heading("2  A backend fails");
    prose(
        "notifications answers UNAVAILABLE. It is not required, so the dashboard comes without"
            + " it.");
    blank();
    sections(partial.dashboard(), partial.elapsed());
  }

  private void limited(DemoResult.Limited limited) {
    heading("3  A backend is slow");
    prose(
        "orders takes 900 ms; each section has a limit of %s. The call is cut off, the backend stops."
            .formatted(Durations.format(limited.limit())));
    blank();
    sections(limited.dashboard(), limited.elapsed());
  }

  private void sections(Dashboard dashboard, Duration elapsed) {
    Table table =
        Table.of(
            Table.Column.text("section"),
            Table.Column.text("outcome"),
            Table.Column.text("code"),
            Table.Column.number("latency"));
    for (Section section : dashboard.getSectionsList()) {
      Duration latency = Times.of(section.getLatency());
      table =
          table.row(
              List.of(
                  plain(section.getName()),
                  Line.of(Sections.outcome(section), Looks.style(section.getOutcome())),
                  plain(section.getCode()),
                  plain(Durations.format(latency))));
    }
    table(table);
    prose(
        "→ %.0f %% of the dashboard after %s"
            .formatted(100 * dashboard.getCompleteness(), Durations.format(elapsed)));
    blank();
  }

  private void abandoned(DemoResult result) {
    heading("4  The caller leaves");
    prose(
        "All backends take 500 ms; the caller leaves after %s. The backends' ledgers know who worked on."
            .formatted(Durations.format(result.propagated().left())));
    blank();
    Table table =
        Table.of(Table.Column.text("deadline and cancel"), Table.Column.number("work for nobody"))
            .row(
                List.of(
                    plain("reach the backends"),
                    Line.of(Durations.format(result.propagated().wasted()), Style.GOOD)))
            .row(
                List.of(
                    plain("do not (propagate=false)"),
                    Line.of(Durations.format(result.notPropagated().wasted()), Style.BAD)));
    table(table);
    blank();
  }

  private void next(DemoResult result) {
    heading("Where to go from here");
    link("in turn, in Jaeger", result.link(result.comparison().sequential().median()));
    link("at once, in Jaeger", result.link(result.comparison().concurrent().median()));
    link("a failure, in Jaeger", result.link(result.partialFailure().trace()));
    link("a cut-off, in Jaeger", result.link(result.timeLimit().trace()));
    step("traces, for Jaeger's UI", result.traceFile().toString());
    step("and for the terminal", "./fanout trace " + result.traceFile());
    step("one request, any plan", "./fanout call --embedded --strategy one-at-a-time");
    step("keep it running", "./fanout up");
    step("again, exactly", "./fanout demo --seed " + result.seed());
  }

  private void link(String what, Optional<String> url) {
    url.ifPresent(there -> step(what, there));
  }

  private void step(String what, String command) {
    lines.add(Line.of("  " + what, Style.DIM).padded(28).plus(command, Style.PLAIN));
  }

  private void heading(String text) {
    lines.add(Line.of(text, Style.STRONG));
  }

  private void prose(String text) {
    for (String line : Columns.wrap(text, terminal.width() - 2)) {
      lines.add(Line.of("  " + line, Style.PLAIN));
    }
  }

  private void blank() {
    lines.add(Line.EMPTY);
  }

  private void table(Table table) {
    table
        .lines(terminal.width() - 2)
        .forEach(line -> lines.add(Line.of("  ", Style.PLAIN).plus(line)));
  }

  private void waterfall(List<Trace> traces) {
    lines.addAll(new Waterfall(terminal, false).draw(traces));
    blank();
  }

  private static Line plain(String text) {
    return Line.of(text, Style.PLAIN);
  }
}
