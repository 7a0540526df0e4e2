package fanout.lab.page;

import fanout.lab.result.Chart;
import java.util.List;

/**
 * How a series looks. No two of one chart differ by colour alone: the marker or the dashes differ
 * too.
 *
 * @param colour CSS, a variable of {@code page.css}
 * @param marker an SVG path within -5 … 5
 * @param dash lengths of strokes and gaps; empty for a solid line
 */
record Look(String colour, String marker, List<Integer> dash) {
  private static final int COLOURS = 7;
  private static final List<String> MARKERS =
      List.of(
          "M-4,0a4,4 0 1,0 8,0a4,4 0 1,0 -8,0Z",
          "M-3.6,-3.6h7.2v7.2h-7.2Z",
          "M0,-4.6L4.4,3.4H-4.4Z",
          "M0,4.6L4.4,-3.4H-4.4Z",
          "M-1.5,-4.5h3v3h3v3h-3v3h-3v-3h-3v-3h3Z");
  private static final String DIAMOND = "M0,-5.5L5,0L0,5.5L-5,0Z";
  private static final String CROSS =
      "M-4,-2.6L-2.6,-4L0,-1.4L2.6,-4L4,-2.6L1.4,0L4,2.6L2.6,4" + "L0,1.4L-2.6,4L-4,2.6L-1.4,0Z";
  private static final List<List<Integer>> THEORY_DASHES =
      List.of(List.of(6, 4), List.of(2, 3), List.of(9, 3, 2, 3), List.of(3, 6), List.of(12, 4));
  private static final List<List<Integer>> WRONG_DASHES =
      List.of(List.of(), List.of(8, 3), List.of(3, 3));

  /** The look of the n-th series of a kind. */
  static Look of(Chart.Kind kind, int n) {
    return switch (kind) {
      case MEASURED -> new Look("var(--s%d)".formatted(n % COLOURS), at(MARKERS, n), List.of());
      case WRONG_TWIN -> new Look("var(--wrong)", CROSS, at(WRONG_DASHES, n));
      case THEORY -> new Look("var(--theory)", "", at(THEORY_DASHES, n));
      case PUBLISHED -> new Look("var(--published)", DIAMOND, List.of());
    };
  }

  private static <T> T at(List<T> list, int n) {
    return list.get(n % list.size());
  }

  /** The series in the legend. */
  Html swatch(Chart.Kind kind) {
    Html line =
        Html.tag("path")
            .with("d", "M0,7H28")
            .with("fill", "none")
            .with("stroke", colour)
            .with("stroke-width", 2)
            .with(
                "stroke-dasharray", String.join(" ", dash.stream().map(String::valueOf).toList()));
    Html mark =
        Html.tag("path")
            .with("d", marker)
            .with("fill", colour)
            .with("transform", "translate(14 7)");
    return Html.tag("svg")
        .css("swatch")
        .with("viewBox", "0 0 28 14")
        .with("width", 28)
        .with("height", 14)
        .with("aria-hidden", true)
        .of(kind == Chart.Kind.PUBLISHED ? Html.NONE : line, marker.isEmpty() ? Html.NONE : mark);
  }
}
