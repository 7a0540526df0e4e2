package fanout.lab.load.report;

import fanout.lab.measure.Distribution;
import fanout.lab.measure.Summary;
import fanout.lab.measure.Timings;
import fanout.lab.terminal.Durations;
import fanout.lab.terminal.Line;
import fanout.lab.terminal.Style;
import fanout.lab.terminal.Table;
import fanout.lab.terminal.Terminal;
import fanout.runtime.spec.Spec;
import io.grpc.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** For a person at a terminal. */
@Spec.Name(value = "text", doc = "for people: summary, percentiles, histogram, codes, warnings")
public record TextFormat() implements LoadFormat {
  @Override
  public String print(LoadReport report, Terminal terminal) {
    return new Page(report, terminal)
        .lines().stream().map(line -> line.render(terminal) + "\n").collect(Collectors.joining());
  }

  /** The text while it grows. */
  private static final class Page {
    private static final int LABEL = 16;
    private static final int BARS = 12;
    private static final int MOST_BLOCKS = 40;

    private final LoadReport report;
    private final Terminal terminal;
    private final Timings all;
    private final List<Line> lines = new ArrayList<>();

    Page(LoadReport report, Terminal terminal) {
      this.report = report;
      this.terminal = terminal;
      this.all = report.summary().all();
    }

    List<Line> lines() {
      facts(report.run(), report.summary());
      blank();
      lines.addAll(percentiles().lines(terminal.width()));
      lines.add(
          Line.of(
              "latency: from the intended start; service time: from the actual send", Style.DIM));
      if (all.count() > 0) {
        blank();
        histogram();
      }
      blank();
      lines.addAll(codes().lines(terminal.width()));
      report
          .summary()
          .firstMessages()
          .forEach(
              (code, message) -> fact("first " + code, message.lines().findFirst().orElse("")));
      warnings();
      return lines;
    }

    private void facts(LoadReport.Run run, Summary summary) {
      lines.add(
          Line.of(run.call(), Style.STRONG)
              .plus(
                  " at %s, %s, %s client"
                      .formatted(
                          run.target(), plural(run.connections(), "connection"), run.client()),
                  Style.PLAIN));
      boolean open = run.askedRps() != null;
      fact("arrivals", "%s, %s".formatted(run.arrivals(), open ? "open loop" : "closed loop"));
      fact(
          "rate",
          open
              ? "%,.1f/s asked, %,.1f/s sent".formatted(run.askedRps(), run.achievedRps())
              : "%,.1f/s, as fast as the answers came".formatted(run.achievedRps()));
      fact(
          "calls",
          "%,d in %s: %,d OK, %,d failed, %,d unfinished, %,d refused"
              .formatted(
                  summary.sent(),
                  Durations.format(run.elapsedNanos()),
                  summary.ok(),
                  summary.ended() - summary.ok(),
                  summary.unfinished().count(),
                  summary.refused()));
      fact("warm-up", warmUp(run));
      fact("seed", String.valueOf(run.seed()));
    }

    private static String warmUp(LoadReport.Run run) {
      return run.warmUpCalls() == 0
          ? "none: the first calls bear the start-up of both sides; see --warmup"
          : "%,d calls in %s, not counted below"
              .formatted(run.warmUpCalls(), Durations.format(run.warmUpNanos()));
    }

    private Table percentiles() {
      Distribution lateness = report.summary().lateness();
      Table table =
          Table.of(
              Table.Column.text(""),
              Table.Column.number("latency"),
              Table.Column.number("service time"),
              Table.Column.number("sent late by"));
      table = table.row(row("min", all.latency().min(), all.serviceTime().min(), lateness.min()));
      table =
          table.row(
              row(
                  "mean",
                  Math.round(all.latency().mean()),
                  Math.round(all.serviceTime().mean()),
                  Math.round(lateness.mean())));
      for (double p : Distribution.PERCENTILES) {
        table =
            table.row(
                row(
                    "p" + Percent.of(p),
                    all.latency().percentile(p),
                    all.serviceTime().percentile(p),
                    lateness.percentile(p)));
      }
      return table.row(row("max", all.latency().max(), all.serviceTime().max(), lateness.max()));
    }

    private static List<Line> row(String name, long latency, long serviceTime, long lateness) {
      return List.of(
          Line.of(name, Style.DIM),
          Line.of(Durations.format(latency), Style.STRONG),
          Line.of(Durations.format(serviceTime), Style.PLAIN),
          Line.of(Durations.format(lateness), Style.DIM));
    }

    private void histogram() {
      lines.add(Line.of("latency, each bar longer by the same ratio", Style.STRONG));
      List<Distribution.Bar> bars = all.latency().logBars(BARS);
      long most = bars.stream().mapToLong(Distribution.Bar::count).max().orElse(1);
      int room = Math.min(MOST_BLOCKS, terminal.width() - 24);
      for (Distribution.Bar bar : bars) {
        int blocks = (int) Math.ceilDiv(bar.count() * room, Math.max(1, most));
        lines.add(
            Line.of("≤ " + Durations.format(bar.upTo()), Style.DIM)
                .right(12)
                .plus(Line.of("%,d".formatted(bar.count()), Style.PLAIN).right(10))
                .plus(" " + "█".repeat(blocks), Style.FRAME));
      }
    }

    private Table codes() {
      Table table =
          Table.of(
              Table.Column.text("code"),
              Table.Column.number("calls"),
              Table.Column.number("share"),
              Table.Column.number("p50"),
              Table.Column.number("p99"),
              Table.Column.number("p99.9"),
              Table.Column.number("max"));
      for (var code : report.summary().byCode().entrySet()) {
        Style style = code.getKey() == Status.Code.OK ? Style.GOOD : Style.BAD;
        table = table.row(code(code.getKey().name(), style, code.getValue()));
      }
      Timings unfinished = report.summary().unfinished();
      return unfinished.count() == 0
          ? table
          : table.row(code("unfinished", Style.LATE, unfinished));
    }

    private List<Line> code(String name, Style style, Timings timings) {
      Distribution latency = timings.latency();
      return List.of(
          Line.of(name, style),
          Line.of("%,d".formatted(timings.count()), Style.PLAIN),
          Line.of("%.2f %%".formatted(100.0 * timings.count() / all.count()), Style.PLAIN),
          Line.of(Durations.format(latency.percentile(50)), Style.PLAIN),
          Line.of(Durations.format(latency.percentile(99)), Style.PLAIN),
          Line.of(Durations.format(latency.percentile(99.9)), Style.PLAIN),
          Line.of(Durations.format(latency.max()), Style.PLAIN));
    }

    private void warnings() {
      for (String warning : report.warnings()) {
        blank();
        lines.add(Line.of("WARNING ", Style.BAD).plus(warning, Style.PLAIN));
      }
    }

    private void fact(String label, String value) {
      lines.add(Line.of("  " + label, Style.DIM).padded(LABEL).plus(" " + value, Style.PLAIN));
    }

    private void blank() {
      lines.add(Line.EMPTY);
    }

    private static String plural(int count, String noun) {
      return "%,d %s%s".formatted(count, noun, count == 1 ? "" : "s");
    }
  }
}
