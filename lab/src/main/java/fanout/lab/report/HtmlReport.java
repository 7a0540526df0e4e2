package fanout.lab.report;

import fanout.lab.page.Html;
import fanout.lab.page.Page;
import fanout.lab.page.Parts;
import fanout.lab.page.Plot;
import fanout.lab.result.ExperimentResult;
import fanout.lab.result.Finding;
import fanout.runtime.spec.Spec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/**
 * The page of one result: the answer first, then what it rests on. It is one file, loads nothing,
 * and reads in light, in dark and on paper; without scripts it lacks the plots alone.
 */
@Spec.Name(value = "html", doc = "a page for people, in one file")
public record HtmlReport() implements ReportFormat {
  static final String FILE = "report.html";

  static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("d MMMM uuuu, HH:mm 'UTC'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  @Override
  public String file() {
    return FILE;
  }

  @Override
  public void write(ExperimentResult result, Path folder) throws IOException {
    Files.writeString(folder.resolve(FILE), html(result, folder));
  }

  /**
   * The page.
   *
   * @param result what was found
   * @param folder where the files of its traces are; one that cannot be read is named on the page
   */
  static String html(ExperimentResult result, Path folder) {
    Html body =
        Html.tag("main")
            .of(
                header(result),
                plots(result),
                Parts.section(
                    "What it means for your service",
                    Html.tag("p").css("prose").of(Html.prose(result.meaning()))),
                Parts.section("The figures", FigureTable.of(result.variants())),
                Parts.section("What was put to the test", FindingList.of(result.measured())),
                ExampleTraces.of(result.traces(), folder),
                Parts.section("How it was measured", Provenance.of(result)),
                Parts.section("Run it again", Parts.command(result.command())),
                footer(result));
    return new Page(title(result), Page.CHARTS, body).html();
  }

  private static String title(ExperimentResult result) {
    return "%s: %s".formatted(result.experiment(), result.question());
  }

  private static Html header(ExperimentResult result) {
    return Html.tag("header")
        .of(
            Html.tag("p")
                .css("kicker")
                .of(
                    Html.text("fanout lab · experiment "),
                    Html.tag("b").of(result.experiment()),
                    Html.text(
                        " · %s size · %s"
                            .formatted(result.method().size(), DAY.format(result.started())))),
            Html.tag("h1").of(result.question()),
            Badge.of(result.verdict()),
            Html.tag("p").css("answer").of(Html.prose(result.answer())),
            Html.tag("p")
                .css("claim")
                .of(
                    Html.text("The claim: "),
                    Html.tag("q").of(Html.prose(result.claim())),
                    Html.text(" – " + result.source())),
            result.complete() ? Html.NONE : stopped(),
            result.measured().isEmpty() ? Html.NONE : key(result.measured().getFirst()));
  }

  private static Html stopped() {
    return Html.tag("p")
        .css("alert")
        .with("role", "alert")
        .of(
            Html.tag("b").of("Stopped half-way. "),
            Html.text(
                "This run did not get to its end: it shows what there was by then, with wider"
                    + " intervals than a whole run has."));
  }

  private static Html key(Finding finding) {
    return Html.tag("div")
        .css("key")
        .of(
            Html.tag("div")
                .of(
                    Html.tag("p").css("name").of(finding.name()),
                    Html.tag("p").css("figure").of(Figures.value(finding.measured())),
                    Html.tag("p").css("quiet").of(certainty(finding))),
            Strip.of(finding));
  }

  private static String certainty(Finding finding) {
    int trials = finding.measured().trials();
    String rests = "%,d %s".formatted(trials, trials == 1 ? "trial" : "trials");
    return Figures.hasInterval(finding.measured())
        ? "95 %% interval %s, %s".formatted(Figures.interval(finding.measured()), rests)
        : "no interval, " + rests;
  }

  private static Html plots(ExperimentResult result) {
    if (result.charts().isEmpty()) {
      return Html.NONE;
    }
    List<Html> plots = result.charts().stream().map(Plot::of).toList();
    return Html.tag("section")
        .with("aria-label", "Plots")
        .of(
            Html.tag("noscript")
                .of(
                    Html.tag("p")
                        .css("note")
                        .of("The plots need scripts. The tables below have all their figures.")),
            Html.group(plots));
  }

  private static Html footer(ExperimentResult result) {
    return Html.tag("footer")
        .of(
            "Written by fanout from results.json, schema %d. Intervals are 95 %% bootstrap intervals over the trials."
                .formatted(result.schema()));
  }
}
