package fanout.lab.load.report;

import fanout.lab.measure.Distribution;
import fanout.lab.measure.Summary;
import fanout.lab.measure.Timings;
import fanout.lab.page.Html;
import fanout.lab.page.Page;
import fanout.lab.page.Parts;
import fanout.lab.page.Plot;
import fanout.lab.terminal.Durations;
import fanout.lab.terminal.Terminal;
import fanout.runtime.spec.Spec;
import io.grpc.Status;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.LongStream;

/** One page in one file: the warnings first, then what the calls' users felt. */
@Spec.Name(value = "html", doc = "one page in one file: warnings, percentile curve, codes")
public record HtmlFormat() implements LoadFormat {
  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("d MMMM uuuu, HH:mm:ss 'UTC'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  @Override
  public String print(LoadReport report, Terminal terminal) {
    Html body =
        Html.tag("main")
            .of(
                header(report),
                report.summary().all().count() == 0 ? Html.NONE : plots(report.summary()),
                Parts.section(
                    "Percentiles",
                    percentiles(report.summary()),
                    Html.tag("p")
                        .css("note")
                        .of(
                            "Latency counts from the moment a call was due, service time from its"
                                + " send. Every call is in, failed and unfinished ones too.")),
                Parts.section("How the calls ended", codes(report.summary())),
                Parts.section("The run", Parts.facts(run(report))));
    return new Page("load: " + report.run().call(), Page.CHARTS, body).html();
  }

  private static Html header(LoadReport report) {
    return Html.tag("header")
        .of(
            Html.tag("p")
                .css("kicker")
                .of(
                    "fanout load · %s · %s"
                        .formatted(
                            report.run().target(),
                            DAY.format(Instant.ofEpochMilli(report.run().startMillis())))),
            Html.tag("h1").of(report.run().call()),
            report.warnings().isEmpty()
                ? Html.NONE
                : Parts.alert(
                    report.warnings().size() == 1 ? "Warning" : "Warnings", report.warnings()),
            Html.tag("p").css("answer lead").of(answer(report.summary())),
            Html.tag("div").css("key wide").of(Parts.row(key(report))));
  }

  private static String answer(Summary summary) {
    Distribution latency = summary.all().latency();
    return latency.count() == 0
        ? "No call was made."
        : "Half of %,d calls took at most %s, 99 of 100 at most %s; the slowest took %s."
            .formatted(
                latency.count(),
                Durations.format(latency.percentile(50)),
                Durations.format(latency.percentile(99)),
                Durations.format(latency.max()));
  }

  private static Map<String, Html> key(LoadReport report) {
    Summary summary = report.summary();
    LoadReport.Run run = report.run();
    Map<String, Html> key = new LinkedHashMap<>();
    Double asked = run.askedRps();
    key.put("asked", Html.text(asked == null ? "as fast as answered" : "%,.1f/s".formatted(asked)));
    key.put("sent", Html.text("%,.1f/s".formatted(run.achievedRps())));
    key.put("OK", Html.text("%,d".formatted(summary.ok())));
    key.put("failed", Html.text("%,d".formatted(summary.ended() - summary.ok())));
    key.put("unfinished", Html.text("%,d".formatted(summary.unfinished().count())));
    key.put("refused", Html.text("%,d".formatted(summary.refused())));
    return key;
  }

  private static Html plots(Summary summary) {
    return Html.tag("section")
        .with("aria-label", "Plots")
        .of(
            Html.tag("noscript")
                .of(
                    Html.tag("p")
                        .css("note")
                        .of("The plots need scripts. The tables below have their figures.")),
            Plot.ofPercentiles(LoadCharts.percentiles(summary)),
            Plot.of(LoadCharts.histogram(summary.all().latency())));
  }

  private static Html percentiles(Summary summary) {
    Distribution latency = summary.all().latency();
    Distribution service = summary.all().serviceTime();
    Distribution lateness = summary.lateness();
    List<Html> rows = new ArrayList<>();
    rows.add(row("min", latency.min(), service.min(), lateness.min()));
    rows.add(
        row(
            "mean",
            Math.round(latency.mean()),
            Math.round(service.mean()),
            Math.round(lateness.mean())));
    for (double p : Distribution.PERCENTILES) {
      rows.add(
          row(
              "p" + Percent.of(p),
              latency.percentile(p),
              service.percentile(p),
              lateness.percentile(p)));
    }
    rows.add(row("max", latency.max(), service.max(), lateness.max()));
    return Parts.table(List.of("", "latency", "service time", "sent late by"), rows);
  }

  private static Html row(String name, long... nanos) {
    return Parts.tableRow(name, times(LongStream.of(nanos)));
  }

  private static List<Html> times(LongStream nanos) {
    return nanos.mapToObj(n -> Html.text(Durations.format(n))).toList();
  }

  private static Html codes(Summary summary) {
    List<Html> rows = new ArrayList<>();
    long all = summary.all().count();
    summary.byCode().forEach((code, timings) -> rows.add(code(code.name(), timings, all)));
    if (summary.unfinished().count() > 0) {
      rows.add(code("unfinished", summary.unfinished(), all));
    }
    Map<String, String> messages = new LinkedHashMap<>();
    summary.firstMessages().forEach((code, message) -> messages.put(first(code), message));
    return Html.group(
        Parts.table(List.of("code", "calls", "share", "p50", "p99", "p99.9", "max"), rows),
        messages.isEmpty() ? Html.NONE : Html.tag("h3").css("sub").of("What they said"),
        messages.isEmpty() ? Html.NONE : Parts.facts(messages));
  }

  private static String first(Status.Code code) {
    return "first " + code.name();
  }

  private static Html code(String name, Timings timings, long all) {
    Distribution latency = timings.latency();
    List<Html> cells = new ArrayList<>();
    cells.add(Html.text("%,d".formatted(timings.count())));
    cells.add(Html.text("%.2f %%".formatted(100.0 * timings.count() / all)));
    cells.addAll(
        times(
            LongStream.of(
                latency.percentile(50),
                latency.percentile(99),
                latency.percentile(99.9),
                latency.max())));
    return Parts.tableRow(name, cells);
  }

  private static Map<String, String> run(LoadReport report) {
    LoadReport.Run run = report.run();
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("Target", run.target());
    facts.put("Connections", "%,d".formatted(run.connections()));
    facts.put("Client", run.client());
    facts.put(
        "Arrivals",
        "%s, %s".formatted(run.arrivals(), run.askedRps() == null ? "closed loop" : "open loop"));
    facts.put("Took", Durations.format(run.elapsedNanos()));
    facts.put(
        "Warm-up",
        run.warmUpCalls() == 0
            ? "none: the first calls bear the start-up of both sides"
            : "%,d calls in %s, not counted here"
                .formatted(run.warmUpCalls(), Durations.format(run.warmUpNanos())));
    facts.put("Seed", String.valueOf(run.seed()));
    return facts;
  }
}
