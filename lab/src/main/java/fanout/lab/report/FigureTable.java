package fanout.lab.report;

import fanout.lab.page.Html;
import fanout.lab.result.Estimate;
import fanout.lab.result.Variant;
import java.util.ArrayList;
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
    List<Html> heads = new ArrayList<>(List.of(Html.tag("th").with("scope", "col").of("variant")));
    names.forEach(name -> heads.add(Html.tag("th").css("number").with("scope", "col").of(name)));
    Html table =
        Html.tag("table")
            .of(
                Html.tag("thead").of(Html.tag("tr").of(heads)),
                Html.tag("tbody").of(variants.stream().map(v -> row(v, names)).toList()));
    return Html.tag("div").css("scroll").with("tabindex", 0).of(table);
  }

  private static Html row(Variant variant, List<String> names) {
    Html head = Html.tag("th").with("scope", "row").of(variant.name());
    List<Html> cells =
        Stream.concat(
                Stream.of(head), names.stream().map(name -> cell(variant.figures().get(name))))
            .toList();
    return Html.tag("tr").css(variant.wrongTwin() ? "wrong" : "right").of(cells);
  }

  private static Html cell(@Nullable Estimate figure) {
    if (figure == null) {
      return Html.tag("td").css("number").of("–");
    }
    Html interval =
        Figures.hasInterval(figure)
            ? Html.tag("span").css("interval").of(Figures.interval(figure))
            : Html.NONE;
    return Html.tag("td").css("number").of(Html.text(Figures.value(figure)), interval);
  }
}
