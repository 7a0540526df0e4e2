package fanout.lab.report;

import fanout.lab.page.Html;
import fanout.lab.page.Parts;
import fanout.lab.result.Estimate;
import fanout.lab.result.Variant;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The variants as rows, their figures as columns, each with its interval below it. */
final class FigureTable {
  private FigureTable() {}

  static Html of(List<Variant> variants) {
    if (variants.isEmpty()) {
      return Html.tag("p").css("note").of("No variant was measured to its end.");
    }
    List<String> names =
        variants.stream().flatMap(v -> v.figures().keySet().stream()).distinct().toList();
    return Parts.table(
        Stream.concat(Stream.of("variant"), names.stream()).toList(),
        variants.stream().map(variant -> row(variant, names)).toList());
  }

  private static Html row(Variant variant, List<String> names) {
    List<Html> cells = names.stream().map(name -> cell(variant.figures().get(name))).toList();
    return Parts.tableRow(variant.name(), cells).css(variant.wrongTwin() ? "wrong" : "right");
  }

  private static Html cell(@Nullable Estimate figure) {
    if (figure == null) {
      return Html.text("–");
    }
    Html interval =
        Figures.hasInterval(figure)
            ? Html.tag("span").css("interval").of(Figures.interval(figure))
            : Html.NONE;
    return Html.group(Html.text(Figures.value(figure)), interval);
  }
}
