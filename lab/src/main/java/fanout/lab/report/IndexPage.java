package fanout.lab.report;

import fanout.lab.page.Html;
import fanout.lab.page.Page;
import fanout.lab.page.Parts;
import fanout.lab.result.ExperimentResult;
import fanout.lab.result.Finding;
import fanout.lab.result.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** One page for many results: what was asked, what came out, and where the whole report is. */
public final class IndexPage {
  private IndexPage() {}

  /**
   * A result and its page.
   *
   * @param result what was found
   * @param link address of its report, relative to the index
   */
  record Entry(ExperimentResult result, String link) {}

  /**
   * Writes {@code index.html} into the folder that has the folders of the runs, each named like its
   * experiment.
   *
   * @return the file
   */
  public static Path write(
      Path folder, List<ExperimentResult> results, Map<String, String> failures)
      throws IOException {
    List<Entry> entries =
        results.stream().map(r -> new Entry(r, r.experiment() + "/" + HtmlReport.FILE)).toList();
    return Files.writeString(folder.resolve("index.html"), html(entries, failures));
  }

  /**
   * The page.
   *
   * @param entries in the order of the page
   * @param failures why there is no result, by the id of the experiment; in the order of the page
   */
  static String html(List<Entry> entries, Map<String, String> failures) {
    Html body =
        Html.tag("main")
            .of(
                header(entries),
                failures(failures),
                filter(),
                Html.tag("div").css("entries").of(entries.stream().map(IndexPage::entry).toList()));
    return new Page("fanout lab: %d experiments".formatted(entries.size()), List.of(), body).html();
  }

  private static Html header(List<Entry> entries) {
    List<Html> tally = new ArrayList<>();
    for (Verdict verdict : Verdict.values()) {
      long count = entries.stream().filter(e -> e.result().verdict() == verdict).count();
      tally.add(
          Html.tag("div")
              .of(Html.tag("b").of(String.valueOf(count)), Badge.of(verdict, Html.tag("span"))));
    }
    return Html.tag("header")
        .of(
            Html.tag("p").css("kicker").of("fanout lab" + machine(entries)),
            Html.tag("h1").of("What fan-out does, and what was only said of it"),
            Html.tag("div").css("tally").of(tally));
  }

  private static String machine(List<Entry> entries) {
    return entries.stream()
        .map(Entry::result)
        .max(Comparator.comparing(ExperimentResult::started, Comparator.<Instant>naturalOrder()))
        .map(
            last ->
                " · %s, %d cores · %s"
                    .formatted(
                        last.environment().cpu(),
                        last.environment().cores(),
                        HtmlReport.DAY.format(last.started())))
        .orElse("");
  }

  private static Html failures(Map<String, String> failures) {
    if (failures.isEmpty()) {
      return Html.NONE;
    }
    return Parts.alert(
        "Without a result",
        failures.entrySet().stream()
            .map(f -> "%s: %s".formatted(f.getKey(), f.getValue()))
            .toList());
  }

  /** Hidden until the script that makes it work has been run. */
  private static Html filter() {
    List<Html> fields = new ArrayList<>();
    fields.add(
        Html.tag("input")
            .with("type", "search")
            .with("name", "words")
            .with("placeholder", "Find an experiment")
            .with("aria-label", "Words that an experiment has to contain"));
    for (Verdict verdict : Verdict.values()) {
      Html box =
          Html.tag("input")
              .with("type", "checkbox")
              .with("value", verdict.name())
              .with("checked", "");
      fields.add(
          Html.tag("label").of(box, Html.text(" " + verdict.name().toLowerCase(Locale.ROOT))));
    }
    fields.add(Html.tag("output").css("quiet"));
    return Html.tag("form").css("filter").with("hidden", "").of(fields);
  }

  private static Html entry(Entry entry) {
    ExperimentResult result = entry.result();
    return Html.tag("article")
        .css("entry")
        .with("data-verdict", result.verdict().name())
        .of(
            Html.tag("div")
                .of(
                    Html.tag("p").css("kicker").of(kicker(result)),
                    Html.tag("h2")
                        .of(Html.tag("a").with("href", entry.link()).of(result.question())),
                    Html.tag("p").of(Html.prose(result.answer()))),
            Html.tag("div")
                .css("side")
                .of(
                    Badge.of(result.verdict()),
                    result.measured().isEmpty()
                        ? Html.NONE
                        : figure(result.measured().getFirst())));
  }

  private static String kicker(ExperimentResult result) {
    return "%s · %s size%s"
        .formatted(
            result.experiment(),
            result.method().size(),
            result.complete() ? "" : " · stopped half-way");
  }

  private static Html figure(Finding finding) {
    String interval =
        Figures.hasInterval(finding.measured())
            ? " [%s]".formatted(Figures.interval(finding.measured()))
            : "";
    return Html.group(
        Html.tag("p").css("figure").of(Figures.value(finding.measured())),
        Html.tag("p").css("quiet").of(finding.name() + interval));
  }
}
