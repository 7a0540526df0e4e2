package fanout.lab.trial;

import fanout.lab.result.Chart;
import fanout.lab.result.Chart.Axis;
import fanout.lab.result.Chart.Kind;
import fanout.lab.result.Chart.Point;
import fanout.lab.result.Chart.Scale;
import fanout.lab.result.Chart.Series;
import fanout.lab.result.Estimate;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/** Charts from measurements. */
public final class Charts {
  private Charts() {}

  /** An axis of numbers. */
  public static Axis axis(String label, String unit, Scale scale) {
    return new Axis(label, unit, scale, List.of());
  }

  /** An axis of names. */
  public static Axis names(String label, List<String> names) {
    return new Axis(label, "", Scale.CATEGORY, names);
  }

  /** A measured point. */
  public static Point point(double x, Estimate estimate) {
    return new Point(x, estimate.value(), estimate.low(), estimate.high());
  }

  /** A point without an interval. */
  public static Point point(double x, double y) {
    return new Point(x, y, y, y);
  }

  /** A point for each of some things. */
  public static <X> Series points(
      String name, Kind kind, List<X> things, Function<? super X, Point> point) {
    return new Series(name, kind, things.stream().map(point).toList());
  }

  /** What a formula gives at some places. */
  public static Series curve(String name, Kind kind, double[] xs, DoubleUnaryOperator formula) {
    List<Point> points =
        java.util.Arrays.stream(xs).mapToObj(x -> point(x, formula.applyAsDouble(x))).toList();
    return new Series(name, kind, points);
  }

  /**
   * A bar for each variant, and beside it what theory says.
   *
   * @param theory what a variant's figure should be; not a number where theory is silent
   */
  public static Chart bars(
      String title, Measurements measured, Figure figure, ToDoubleFunction<Arm> theory) {
    List<Arm> arms = measured.design().arms();
    List<Series> series =
        List.of(
            bars("measured", Kind.MEASURED, measured, figure, false),
            bars("measured, the wrong way", Kind.WRONG_TWIN, measured, figure, true),
            new Series(
                "theory",
                Kind.THEORY,
                IntStream.range(0, arms.size())
                    .filter(i -> !Double.isNaN(theory.applyAsDouble(arms.get(i))))
                    .mapToObj(i -> point(i, theory.applyAsDouble(arms.get(i))))
                    .toList()));
    return new Chart(
        title,
        names("", arms.stream().map(Arm::name).toList()),
        axis(figure.name(), figure.unit(), Scale.LINEAR),
        series.stream().filter(one -> !one.points().isEmpty()).toList());
  }

  private static Series bars(
      String name, Kind kind, Measurements measured, Figure figure, boolean wrongTwins) {
    List<Arm> arms = measured.design().arms();
    return new Series(
        name,
        kind,
        IntStream.range(0, arms.size())
            .filter(i -> arms.get(i).wrongTwin() == wrongTwins)
            .mapToObj(i -> point(i, measured.usual(arms.get(i).name(), figure)))
            .toList());
  }
}
