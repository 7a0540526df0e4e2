package fanout.lab.report;

import fanout.lab.page.Html;
import fanout.lab.page.Parts;
import fanout.lab.result.Estimate;
import fanout.lab.result.Finding;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What was put to the test, each with the figure that decides, what it was held against, and why.
 */
final class FindingList {
  private FindingList() {}

  static Html of(List<Finding> findings) {
    return findings.isEmpty()
        ? Html.tag("p").css("note").of("Nothing was decided.")
        : Html.group(findings.stream().map(FindingList::finding).toList());
  }

  private static Html finding(Finding finding) {
    return Html.tag("article")
        .css("finding")
        .of(
            Html.tag("div")
                .css("head")
                .of(Html.tag("h3").of(finding.name()), Badge.of(finding.verdict())),
            Html.tag("p").of(Html.prose(finding.statement())),
            Parts.row(figures(finding)),
            Html.tag("p").css("quiet").of(Html.prose(finding.because())));
  }

  private static Map<String, Html> figures(Finding finding) {
    Estimate measured = finding.measured();
    Html interval =
        Figures.hasInterval(measured)
            ? Html.tag("small").of(" [%s]".formatted(Figures.interval(measured)))
            : Html.NONE;
    Map<String, Html> figures = new LinkedHashMap<>();
    figures.put("measured", Html.group(Html.text(Figures.value(measured)), interval));
    finding
        .predicted()
        .ifPresent(value -> figures.put("theory", Html.text(Figures.like(measured, value))));
    finding
        .published()
        .ifPresent(value -> figures.put("published", Html.text(Figures.like(measured, value))));
    return figures;
  }
}
