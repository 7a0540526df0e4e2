package fanout.benchmarks.cli;

import fanout.benchmarks.result.BenchRun;
import fanout.benchmarks.result.BenchmarkResult;
import fanout.benchmarks.result.Bootstrap;
import fanout.benchmarks.result.Comparison;
import fanout.benchmarks.result.Figure;
import fanout.lab.terminal.Line;
import fanout.lab.terminal.Style;
import fanout.lab.terminal.Table;
import fanout.lab.terminal.Terminal;
import java.io.PrintWriter;
import java.util.List;

/** A run for people. Not thread-safe. */
record BenchText(PrintWriter out, Terminal terminal) {
  void print(BenchRun run) {
    line(run.machine() + "; " + run.effort(), Style.DIM);
    for (BenchmarkResult benchmark : run.benchmarks()) {
      print(benchmark);
    }
  }

  private void print(BenchmarkResult benchmark) {
    line("", Style.PLAIN);
    line(benchmark.name() + "  " + benchmark.question(), Style.STRONG);
    if (benchmark.problem() != null) {
      line("not run: " + benchmark.problem(), Style.PLAIN);
      return;
    }
    Table figures =
        Table.of(
            Table.Column.text("figure"),
            Table.Column.number("reach"),
            Table.Column.number("measured"),
            Table.Column.number("95 % interval"),
            Table.Column.number("noise floor"),
            Table.Column.text(""));
    for (Figure figure : benchmark.figures()) {
      figures =
          figures.row(
              figure.name(),
              figure.goal(),
              figure.text(),
              figure.interval(),
              figure.noise(),
              figure.verdict().label() + (benchmark.tooNoisy(figure) ? " (too noisy)" : ""));
    }
    table(figures);
    line("", Style.PLAIN);
    table(arms(benchmark));
    if (!benchmark.others().isEmpty()) {
      line(benchmark.others(), Style.DIM);
    }
  }

  private static Table arms(BenchmarkResult benchmark) {
    Table table =
        Table.of(
            Table.Column.text("arm"), Table.Column.text("median of"), Table.Column.number("value"));
    for (var arm : benchmark.readings().entrySet()) {
      for (var metric : arm.getValue().entrySet()) {
        double median =
            Bootstrap.median(metric.getValue().stream().mapToDouble(Double::doubleValue).toArray());
        table = table.row(arm.getKey(), metric.getKey(), "%,.2f".formatted(median));
      }
    }
    return table;
  }

  void print(Comparison comparison) {
    line("", Style.PLAIN);
    line("against the earlier run", Style.STRONG);
    Table table =
        Table.of(
            Table.Column.text("benchmark"),
            Table.Column.text("figure"),
            Table.Column.number("then"),
            Table.Column.number("now"),
            Table.Column.number("now ÷ then"),
            Table.Column.text(""));
    for (Comparison.Change change : comparison.changes()) {
      table =
          table.row(
              change.benchmark(),
              change.now().name(),
              change.then().text(),
              change.now().text(),
              "%.3f×".formatted(change.ratio()),
              change.worse() ? "worse" : "");
    }
    table(table);
    comparison.left().forEach(text -> line("not compared: " + text, Style.DIM));
  }

  private void table(Table table) {
    List<Line> lines = table.lines();
    lines.forEach(line -> out.println("  " + line.render(terminal)));
  }

  private void line(String text, Style style) {
    out.println(Line.of(text, style).render(terminal));
    out.flush();
  }
}
