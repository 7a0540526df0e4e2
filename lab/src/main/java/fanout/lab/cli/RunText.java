package fanout.lab.cli;

import fanout.lab.result.Estimate;
import fanout.lab.result.ExperimentResult;
import fanout.lab.result.Finding;
import fanout.lab.result.Variant;
import fanout.lab.result.Verdict;
import fanout.lab.terminal.Columns;
import fanout.lab.terminal.Line;
import fanout.lab.terminal.Style;
import fanout.lab.terminal.Table;
import fanout.lab.terminal.Table.Column;
import fanout.lab.trial.Shown;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A result for people: the answer first. */
record RunText(Screen screen) {
  private static final int LABEL = 14;

  void print(ExperimentResult result, Path folder) {
    screen.blank();
    screen.line(
        Line.of(result.experiment(), Style.STRONG).plus("  " + result.question(), Style.DIM));
    screen.blank();
    wrapped(verdict(result.verdict()).plus("  ", Style.PLAIN), result.answer());
    screen.blank();
    table(result.variants());
    screen.blank();
    result.measured().forEach(this::finding);
    screen.blank();
    fact("claim", "%s (%s)".formatted(result.claim(), result.source()));
    fact("predicted", result.prediction());
    fact("for you", result.meaning());
    fact(
        "measured",
        "%s of each variant, interleaved, noise floor %s. %s"
            .formatted(
                Shown.count(result.method().trials(), "trial"),
                Shown.value(result.noiseFloor()),
                result.method().warmUp()));
    result.method().remarks().forEach(remark -> fact("note", remark));
    fact("folder", folder.toString());
    fact("again", result.command());
  }

  private void fact(String label, String text) {
    screen.fact(label, text, LABEL);
  }

  private void wrapped(Line head, String text) {
    List<String> parts = Columns.wrap(text, screen.terminal().width() - head.width());
    for (int i = 0; i < parts.size(); i++) {
      Line start = i == 0 ? head : Line.EMPTY.padded(head.width());
      screen.line(start.plus(parts.get(i), Style.PLAIN));
    }
  }

  private void finding(Finding finding) {
    wrapped(
        Line.of("  ", Style.PLAIN).plus(verdict(finding.verdict())).padded(LABEL + 2),
        finding.statement());
    wrapped(Line.EMPTY.padded(LABEL + 2), finding.because());
  }

  private static Line verdict(Verdict verdict) {
    return switch (verdict) {
      case CONFIRMED -> Line.of("CONFIRMED", Style.GOOD);
      case REFUTED -> Line.of("REFUTED", Style.BAD);
      case INCONCLUSIVE -> Line.of("INCONCLUSIVE", Style.LATE);
    };
  }

  /** Intervals stand beside their figures; the wrong twin is marked. */
  private void table(List<Variant> variants) {
    List<Column> columns = new ArrayList<>(List.of(Column.text("variant")));
    variants.getFirst().figures().keySet().forEach(name -> columns.add(Column.number(name)));
    Table table = new Table(columns, List.of());
    for (Variant variant : variants) {
      List<Line> row = new ArrayList<>();
      row.add(
          variant.wrongTwin()
              ? Line.of(variant.name() + " ✗", Style.BAD)
              : Line.of(variant.name(), Style.PLAIN));
      variant.figures().values().forEach(estimate -> row.add(cell(estimate)));
      table = table.row(row);
    }
    screen.table(table);
    if (variants.stream().anyMatch(Variant::wrongTwin)) {
      screen.line(Line.of("✗ the wrong way, shown for comparison", Style.DIM));
    }
  }

  private static Line cell(Estimate estimate) {
    return Line.of(Shown.value(estimate), Style.PLAIN)
        .plus(
            "  %s – %s".formatted(Shown.number(estimate.low()), Shown.number(estimate.high())),
            Style.DIM);
  }
}
