package fanout.lab.page;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.TypeAdapter;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonWriter;
import fanout.lab.result.Chart;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A chart on a page: title, legend and axis labels are text of the page, which wraps and cannot be
 * clipped; the plot itself is drawn by {@code plot.js} from the data beside it.
 */
public final class Plot {
  /** How the values of an axis are written. */
  private enum Ticks {
    VALUE,
    /** Of {@code 1 / (1 - q)}, as {@code q} in per cent. */
    PERCENTILE
  }

  private static final Gson GSON =
      new GsonBuilder()
          .registerTypeAdapter(double.class, new Finite())
          .registerTypeAdapter(Double.class, new Finite())
          .create();

  /** What the script needs. */
  private record Data(Chart.Axis x, Ticks ticks, Chart.Axis y, List<Line> series) {}

  private record Line(String name, Chart.Kind kind, Look look, List<Chart.Point> points) {}

  private Plot() {}

  /** The chart. */
  public static Html of(Chart chart) {
    return figure(chart, Ticks.VALUE);
  }

  /**
   * The same where x is {@code 1 / (1 - q)} of a quantile q, as HdrHistogram plots percentiles:
   * each further nine is as wide as the one before.
   */
  public static Html ofPercentiles(Chart chart) {
    return figure(chart, Ticks.PERCENTILE);
  }

  private static Html figure(Chart asked, Ticks ticks) {
    Chart chart = known(asked);
    List<Look> looks = looks(chart.series());
    List<Line> lines = new ArrayList<>();
    List<Html> legend = new ArrayList<>();
    for (int i = 0; i < looks.size(); i++) {
      Chart.Series series = chart.series().get(i);
      lines.add(new Line(series.name(), series.kind(), looks.get(i), series.points()));
      legend.add(entry(series, looks.get(i)));
    }
    return Html.tag("figure")
        .css("plot")
        .of(
            Html.tag("figcaption").of(chart.title()),
            legend.size() == 1 && lines.getFirst().kind() == Chart.Kind.MEASURED
                ? Html.NONE
                : Html.tag("ul").css("legend").of(legend),
            Html.tag("p").css("axis").of(label(chart.y())),
            Html.tag("div")
                .css("canvas")
                .with("role", "img")
                .with("aria-label", chart.title() + "; the table below has its figures"),
            Html.tag("p").css("axis below").of(label(chart.x())),
            Html.tag("p").css("note").with("hidden", ""),
            Html.data(GSON.toJson(new Data(chart.x(), ticks, chart.y(), lines))));
  }

  /**
   * Without points that are no number, such as theory for what has none, and what is left empty.
   */
  private static Chart known(Chart chart) {
    List<Chart.Series> series =
        chart.series().stream()
            .map(
                s ->
                    new Chart.Series(
                        s.name(),
                        s.kind(),
                        s.points().stream().filter(p -> !Double.isNaN(p.y())).toList()))
            .filter(s -> !s.points().isEmpty() || s.kind() == Chart.Kind.MEASURED)
            .toList();
    return new Chart(chart.title(), chart.x(), chart.y(), series);
  }

  private static String label(Chart.Axis axis) {
    return axis.unit().isEmpty() ? axis.label() : "%s, %s".formatted(axis.label(), axis.unit());
  }

  private static Html entry(Chart.Series series, Look look) {
    String kind =
        switch (series.kind()) {
          case MEASURED -> "";
          case WRONG_TWIN -> "wrong twin";
          case THEORY -> "theory";
          case PUBLISHED -> "published";
        };
    String name = series.name().toLowerCase(Locale.ROOT);
    boolean said = kind.isEmpty() || name.contains(kind.split(" ", 2)[0]);
    return Html.tag("li")
        .of(
            look.swatch(series.kind()),
            Html.text(series.name()),
            said ? Html.NONE : Html.tag("span").css("kind").of(" " + kind));
  }

  /** Each kind counts for itself, so that the same chart with more theory keeps its colours. */
  private static List<Look> looks(List<Chart.Series> all) {
    Map<Chart.Kind, Integer> counts = new EnumMap<>(Chart.Kind.class);
    return all.stream()
        .map(series -> Look.of(series.kind(), counts.merge(series.kind(), 1, Integer::sum) - 1))
        .toList();
  }

  /** JSON has no word for what is not finite; it cannot be drawn either. */
  private static final class Finite extends TypeAdapter<Double> {
    @Override
    public void write(JsonWriter json, @Nullable Double value) throws IOException {
      json.value(value == null || !Double.isFinite(value) ? null : value);
    }

    @Override
    public Double read(JsonReader json) throws IOException {
      return json.nextDouble();
    }
  }
}
