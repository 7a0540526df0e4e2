package fanout.lab.report;

import fanout.lab.page.Html;
import fanout.lab.result.Estimate;
import fanout.lab.result.Finding;
import fanout.lab.terminal.Columns;
import java.util.Locale;
import java.util.stream.DoubleStream;

/**
 * One figure on a line: the interval as a bar, the value as a dot, the prediction as a dashed tick
 * below, and what was published as a diamond above. In per cent of its width, so that it fits any.
 */
final class Strip {
  /** Room at both ends, for words around an end. */
  private static final double MARGIN = 14;

  /** What a narrow page has room for. */
  private static final int MOST_COLUMNS = 26;

  /** Beyond this ratio a linear line would show nothing but its ends. */
  private static final double WIDE = 30;

  private final Finding finding;
  private final boolean log;
  private final double from;
  private final double to;

  private Strip(Finding finding, boolean log, double from, double to) {
    this.finding = finding;
    this.log = log;
    this.from = from;
    this.to = to;
  }

  /** The strip; nothing where there is but one number, or one that is not finite. */
  static Html of(Finding finding) {
    Estimate measured = finding.measured();
    double[] shown =
        DoubleStream.concat(
                DoubleStream.of(measured.low(), measured.value(), measured.high()),
                DoubleStream.concat(finding.predicted().stream(), finding.published().stream()))
            .toArray();
    double least = DoubleStream.of(shown).min().orElseThrow();
    double most = DoubleStream.of(shown).max().orElseThrow();
    if (least == most || !Double.isFinite(least) || !Double.isFinite(most)) {
      return Html.NONE;
    }
    boolean log = least > 0 && most / least > WIDE;
    return new Strip(finding, log, least, most).draw();
  }

  private Html draw() {
    Estimate measured = finding.measured();
    Html svg =
        Html.tag("svg")
            .css("strip")
            .with("role", "img")
            .with("aria-label", words())
            .of(
                Html.tag("line")
                    .css("base")
                    .with("x1", "0%")
                    .with("x2", "100%")
                    .with("y1", 31)
                    .with("y2", 31),
                Html.tag("line")
                    .css("range")
                    .with("x1", at(measured.low()))
                    .with("x2", at(measured.high()))
                    .with("y1", 31)
                    .with("y2", 31),
                Html.tag("circle")
                    .css("value")
                    .with("cx", at(measured.value()))
                    .with("cy", 31)
                    .with("r", 6),
                finding.predicted().isPresent()
                    ? predicted(finding.predicted().getAsDouble())
                    : Html.NONE,
                finding.published().isPresent()
                    ? published(finding.published().getAsDouble())
                    : Html.NONE);
    return svg;
  }

  private Html predicted(double value) {
    return Html.group(
        Html.tag("line")
            .css("predicted")
            .with("x1", at(value))
            .with("x2", at(value))
            .with("y1", 20)
            .with("y2", 44),
        label(value, 57, "words-predicted", "theory " + Figures.like(finding.measured(), value)));
  }

  private Html published(double value) {
    Html diamond =
        Html.tag("path")
            .css("published")
            .with("d", "M0,-6L5.5,0L0,6L-5.5,0Z")
            .with("transform", "translate(0 31)");
    return Html.group(
        Html.tag("svg").with("x", at(value)).with("overflow", "visible").of(diamond),
        label(
            value, 14, "words-published", "published " + Figures.like(finding.measured(), value)));
  }

  private Html label(double value, int y, String css, String text) {
    double place = place(value);
    String anchor = place < 30 ? "start" : place > 70 ? "end" : "middle";
    return Html.tag("text")
        .css(css)
        .with("x", at(value))
        .with("y", y)
        .with("text-anchor", anchor)
        .of(Columns.shorten(text, MOST_COLUMNS));
  }

  private double place(double value) {
    double share =
        log ? Math.log(value / from) / Math.log(to / from) : (value - from) / (to - from);
    return MARGIN + share * (100 - 2 * MARGIN);
  }

  private String at(double value) {
    return String.format(Locale.ROOT, "%.2f%%", place(value));
  }

  private String words() {
    return "measured " + Figures.withInterval(finding.measured());
  }
}
