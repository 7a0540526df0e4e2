package fanout.lab.load.report;

import fanout.lab.measure.Distribution;
import fanout.lab.measure.Summary;
import fanout.lab.result.Chart;
import fanout.lab.result.Chart.Axis;
import fanout.lab.result.Chart.Kind;
import fanout.lab.result.Chart.Point;
import fanout.lab.result.Chart.Scale;
import fanout.lab.result.Chart.Series;
import fanout.lab.terminal.Durations;
import java.util.ArrayList;
import java.util.List;

/** The plots of a load run. */
final class LoadCharts {
  private static final double NANOS_PER_MILLI = 1e6;
  private static final int BARS = 12;

  /** Points of a curve for each further nine. */
  private static final double STEPS = 10;

  /** A tail that is so much longer than the median leaves a linear axis empty. */
  private static final double LONG_TAIL = 15;

  private LoadCharts() {}

  /**
   * Time by percentile, the percentile q as {@code 1 / (1 - q)} on a logarithmic axis, as
   * HdrHistogram plots it: one call in x took longer.
   */
  static Chart percentiles(Summary summary) {
    Distribution latency = summary.all().latency();
    boolean longTail =
        latency.min() > 0
            && latency.max() > LONG_TAIL * latency.percentile(50)
            && summary.all().serviceTime().min() > 0;
    return new Chart(
        "Time by percentile",
        new Axis("calls that took no longer", "", Scale.LOG, List.of()),
        new Axis("time", "ms", longTail ? Scale.LOG : Scale.LINEAR, List.of()),
        List.of(
            new Series("latency, from the moment a call was due", Kind.MEASURED, curve(latency)),
            new Series(
                "service time, from its send", Kind.MEASURED, curve(summary.all().serviceTime()))));
  }

  private static List<Point> curve(Distribution times) {
    List<Point> points = new ArrayList<>();
    for (int i = 0; Math.pow(10, i / STEPS) < times.count(); i++) {
      double x = Math.pow(10, i / STEPS);
      points.add(point(x, times.percentile(100 - 100 / x) / NANOS_PER_MILLI));
    }
    points.add(point(times.count(), times.max() / NANOS_PER_MILLI));
    return points;
  }

  /** Calls by latency, each bar longer by the same ratio than the one before. */
  static Chart histogram(Distribution latency) {
    List<Distribution.Bar> bars = latency.logBars(BARS);
    List<Point> points = new ArrayList<>();
    for (int i = 0; i < bars.size(); i++) {
      points.add(point(i, bars.get(i).count()));
    }
    List<String> names = bars.stream().map(bar -> "≤ " + Durations.format(bar.upTo())).toList();
    return new Chart(
        "Calls by latency",
        new Axis("latency", "", Scale.CATEGORY, names),
        new Axis("calls", "", Scale.LINEAR, List.of()),
        List.of(new Series("calls", Kind.MEASURED, points)));
  }

  private static Point point(double x, double y) {
    return new Point(x, y, y, y);
  }
}
