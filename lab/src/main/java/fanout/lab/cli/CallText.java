package fanout.lab.cli;

import fanout.lab.client.DashboardCall;
import fanout.lab.client.Sections;
import fanout.lab.client.Times;
import fanout.lab.demo.Looks;
import fanout.lab.terminal.Columns;
import fanout.lab.terminal.Durations;
import fanout.lab.terminal.Line;
import fanout.lab.terminal.Style;
import fanout.lab.terminal.Table;
import fanout.v1.AppliedBehavior;
import fanout.v1.AttemptReport;
import fanout.v1.Dashboard;
import fanout.v1.Section;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** One call and its sections for a person. */
final class CallText {
  private final Screen screen;

  CallText(Screen screen) {
    this.screen = screen;
  }

  /** One section that has just arrived. */
  void arrived(Section section, Duration after) {
    screen.line(
        Line.of(Durations.format(after), Style.DIM)
            .right(9)
            .plus("  " + section.getName() + " ", Style.PLAIN)
            .plus(Sections.outcome(section), Looks.style(section.getOutcome())));
  }

  /** The whole. */
  void print(DashboardCall call) {
    call.dashboard().ifPresent(dashboard -> print(call, dashboard));
  }

  private void print(DashboardCall call, Dashboard dashboard) {
    screen.table(sections(dashboard));
    if (dashboard.getSectionsList().stream().anyMatch(Section::getRequired)) {
      screen.line(Line.of("* required", Style.DIM));
    }
    screen.blank();
    screen.line(headline(call, dashboard));
    for (Section section : dashboard.getSectionsList()) {
      if (!section.getMessage().isEmpty()) {
        screen.fact("why " + section.getName(), section.getMessage());
      }
    }
    attempts(dashboard);
    applied(dashboard);
    plan(dashboard.getPlanApplied());
    screen.fact("request id", dashboard.getRequestId());
    screen.fact(
        "trace id",
        dashboard.getTraceId().isEmpty() ? "none, tracing is off there" : dashboard.getTraceId());
  }

  private static Table sections(Dashboard dashboard) {
    Table table =
        Table.of(
            Table.Column.text("section"),
            Table.Column.text("outcome"),
            Table.Column.text("code"),
            Table.Column.number("latency"),
            Table.Column.number("attempts"),
            Table.Column.number("budget left"));
    for (Section section : dashboard.getSectionsList()) {
      table =
          table.row(
              List.of(
                  plain(section.getName() + (section.getRequired() ? "*" : "")),
                  Line.of(Sections.outcome(section), Looks.style(section.getOutcome())),
                  plain(section.getCode()),
                  plain(section.hasLatency() ? time(section.getLatency()) : "–"),
                  plain(String.valueOf(section.getAttempts())),
                  plain(section.hasBudgetLeft() ? time(section.getBudgetLeft()) : "–")));
    }
    return table;
  }

  private static Line headline(DashboardCall call, Dashboard dashboard) {
    long percent = Math.round(100 * dashboard.getCompleteness());
    return Line.of("%d %%".formatted(percent), percent == 100 ? Style.GOOD : Style.STRONG)
        .plus(" of the dashboard of %s in ".formatted(dashboard.getUserId()), Style.PLAIN)
        .plus(Durations.format(call.elapsed()), Style.STRONG)
        .plus("; %s of it in the aggregator".formatted(time(dashboard.getElapsed())), Style.DIM);
  }

  /** A line for each target: the whole may be long. */
  private void plan(String text) {
    String label = "plan applied";
    for (String part : text.split("; ")) {
      screen.fact(label, part);
      label = "";
    }
  }

  private static String hedges(int count) {
    return count == 1 ? "1 hedge" : count + " hedges";
  }

  private static String retries(int count) {
    return count == 1 ? "1 retry" : count + " retries";
  }

  /** What became of hedges and retries; nothing of a section that had none. */
  private void attempts(Dashboard dashboard) {
    for (Section section : dashboard.getSectionsList()) {
      if (section.hasAttemptReport()) {
        AttemptReport report = section.getAttemptReport();
        List<String> facts = new ArrayList<>();
        if (report.getHedges() > 0) {
          facts.add("%s, %d won".formatted(hedges(report.getHedges()), report.getHedgesWon()));
        }
        if (report.getHedgesRefused() > 0) {
          facts.add(hedges(report.getHedgesRefused()) + " over the budget");
        }
        if (report.getRetries() > 0) {
          facts.add(retries(report.getRetries()));
        }
        new TreeMap<>(report.getRetriesRefusedMap())
            .forEach((why, count) -> facts.add("%s refused: %s".formatted(retries(count), why)));
        screen.fact("tries " + section.getName(), String.join("; ", facts));
      }
    }
  }

  /** What the backends did; of a section asked for in shards, the first shard that answered. */
  private void applied(Dashboard dashboard) {
    for (Section section : dashboard.getSectionsList()) {
      if (section.getAppliedCount() > 0) {
        AppliedBehavior first = section.getApplied(0);
        int more = section.getAppliedCount() - 1;
        String text =
            "told "
                + first.getBehavior()
                + "; paused "
                + time(first.getActualLatency())
                + (first.getFaultsCount() == 0
                    ? ""
                    : ", struck by " + String.join(", ", first.getFaultsList()))
                + (more == 0 ? "" : "; %d more shards alike".formatted(more));
        screen.fact(section.getName(), text);
      }
    }
  }

  private static String time(com.google.protobuf.Duration duration) {
    return Durations.format(Times.of(duration));
  }

  private static Line plain(String text) {
    return Line.of(Columns.printable(text), Style.PLAIN);
  }
}
