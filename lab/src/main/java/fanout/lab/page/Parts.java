package fanout.lab.page;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** What pages are put together from. */
public final class Parts {
  private Parts() {}

  /** A part with a heading. */
  public static Html section(String title, Html... content) {
    return Html.tag("section").of(Html.tag("h2").of(title), Html.group(content));
  }

  /** Something that must not be overlooked: a heading and a line for each reason. */
  public static Html alert(String title, List<String> reasons) {
    return Html.tag("div")
        .css("alert")
        .with("role", "alert")
        .of(
            Html.tag("b").of(title),
            Html.tag("ul").of(reasons.stream().map(r -> Html.tag("li").of(r)).toList()));
  }

  /** Facts by name. */
  public static Html facts(Map<String, String> facts) {
    List<Html> parts = new ArrayList<>();
    facts.forEach(
        (name, fact) -> {
          parts.add(Html.tag("dt").of(name));
          parts.add(Html.tag("dd").of(fact));
        });
    return Html.tag("dl").css("facts").of(parts);
  }

  /** Facts side by side, each under its name. */
  public static Html row(Map<String, Html> facts) {
    List<Html> parts =
        facts.entrySet().stream()
            .<Html>map(
                fact ->
                    Html.tag("div")
                        .of(Html.tag("dt").of(fact.getKey()), Html.tag("dd").of(fact.getValue())))
            .toList();
    return Html.tag("dl").css("three").of(parts);
  }

  /**
   * A table that scrolls by itself where the page is too narrow for it.
   *
   * @param heads of its columns; all but the first hold numbers
   * @param rows from {@link #tableRow}
   */
  public static Html table(List<String> heads, List<Html> rows) {
    List<Html> cells =
        IntStream.range(0, heads.size())
            .<Html>mapToObj(
                i ->
                    Html.tag("th")
                        .css(i == 0 ? "text" : "number")
                        .with("scope", "col")
                        .of(heads.get(i)))
            .toList();
    return scrolling(cells, rows);
  }

  /** The same for text in every column. */
  public static Html textTable(List<String> heads, List<Html> rows) {
    return scrolling(
        heads.stream().map(head -> Html.tag("th").with("scope", "col").of(head)).toList(), rows);
  }

  private static Html scrolling(List<? extends Html> heads, List<Html> rows) {
    return Html.tag("div")
        .css("scroll")
        .with("tabindex", 0)
        .of(
            Html.tag("table")
                .of(Html.tag("thead").of(Html.tag("tr").of(heads)), Html.tag("tbody").of(rows)));
  }

  /** A row of a table: what it is about, and its figures. */
  public static Html.Element tableRow(String head, List<Html> figures) {
    List<Html> cells = new ArrayList<>(List.of(Html.tag("th").with("scope", "row").of(head)));
    figures.forEach(figure -> cells.add(Html.tag("td").css("number").of(figure)));
    return Html.tag("tr").of(cells);
  }

  /** A command with a button that copies it. */
  public static Html command(String command) {
    return Html.tag("div")
        .css("command")
        .of(
            Html.tag("code").of(command),
            Html.tag("button").css("copy").with("type", "button").with("hidden", "").of("Copy"));
  }
}
