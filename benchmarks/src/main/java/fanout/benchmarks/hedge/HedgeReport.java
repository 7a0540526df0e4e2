package fanout.benchmarks.hedge;

import fanout.benchmarks.hedge.Judgement.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Prints comparisons as two tables, the figures and the judgements. */
final class HedgeReport {
  /** How tables are written. */
  enum Format {
    TEXT,
    MARKDOWN
  }

  private static final List<String> FIGURES =
      List.of("shape", "policy", "p50", "p99", "p99.9", "extra load", "worst 1000");
  private static final List<String> JUDGEMENTS =
      List.of("shape", "adaptive", "mean", "± 95 %", "at most", "bar");

  private HedgeReport() {}

  static String print(List<Comparison> comparisons, Format format) {
    List<List<String>> figures = new ArrayList<>();
    List<List<String>> judgements = new ArrayList<>();
    for (Comparison comparison : comparisons) {
      String shape = comparison.shape().name();
      for (Rival rival : Rival.values()) {
        figures.add(row(shape, rival.title(), comparison.of(rival)));
      }
      figures.add(row(shape, "adaptive", comparison.adaptive()));
      for (Judgement judgement : comparison.judgements()) {
        judgements.add(row(shape, judgement));
      }
    }
    return table(FIGURES, figures, format) + "\n" + table(JUDGEMENTS, judgements, format);
  }

  static List<String> row(String shape, String policy, Figures figures) {
    return List.of(
        shape,
        policy,
        millis(figures.p50()),
        millis(figures.p99()),
        millis(figures.p999()),
        percent(figures.load()),
        percent(figures.worstLoad()));
  }

  private static List<String> row(String shape, Judgement judgement) {
    return List.of(
        shape,
        judgement.figure(),
        number(judgement.mean()),
        number(judgement.margin()),
        judgement.bar().isPresent() ? number(judgement.bar().getAsDouble()) : "–",
        judgement.verdict() == Verdict.NONE
            ? "–"
            : judgement.verdict().name().toLowerCase(Locale.ROOT));
  }

  static String table(List<String> header, List<List<String>> rows, Format format) {
    List<List<String>> all = new ArrayList<>();
    all.add(header);
    all.addAll(rows);
    int[] widths = new int[header.size()];
    for (List<String> row : all) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    String edge = format == Format.MARKDOWN ? "|" : "";
    StringBuilder text = new StringBuilder();
    for (int row = 0; row < all.size(); row++) {
      text.append(edge);
      for (int i = 0; i < widths.length; i++) {
        String flag = i < 2 ? "-" : "";
        text.append(" %%%s%ds ".formatted(flag, widths[i]).formatted(all.get(row).get(i)));
        text.append(edge);
      }
      text.append('\n');
      if (row == 0 && format == Format.MARKDOWN) {
        text.append(edge).append("---|---|").append("--:|".repeat(widths.length - 2)).append('\n');
      }
    }
    return text.toString();
  }

  static String millis(double nanos) {
    return String.format(Locale.ROOT, "%.1fms", nanos / 1e6);
  }

  static String percent(double share) {
    return String.format(Locale.ROOT, "%.1f%%", 100 * share);
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.3f", value);
  }
}
