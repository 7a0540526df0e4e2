package fanout.lab.report;

import fanout.lab.page.Html;
import fanout.lab.result.Estimate;
import fanout.lab.result.Finding;
import java.util.List;
import java.util.OptionalDouble;

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
            Html.tag("p").of(finding.statement()),
            Html.tag("dl")
                .css("three")
                .of(
                    measured(finding.measured()),
                    held("theory", finding.measured(), finding.predicted()),
                    held("published", finding.measured(), finding.published())),
            Html.tag("p").css("quiet").of(finding.because()));
  }

  private static Html measured(Estimate figure) {
    Html interval =
        Figures.hasInterval(figure)
            ? Html.tag("small").of(" [%s]".formatted(Figures.interval(figure)))
            : Html.NONE;
    return pair("measured", Html.group(Html.text(Figures.value(figure)), interval));
  }

  private static Html held(String name, Estimate unit, OptionalDouble value) {
    return value.isPresent()
        ? pair(name, Html.text(Figures.like(unit, value.getAsDouble())))
        : Html.NONE;
  }

  private static Html pair(String name, Html value) {
    return Html.tag("div").of(Html.tag("dt").of(name), Html.tag("dd").of(value));
  }
}
