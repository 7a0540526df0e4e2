package fanout.lab.report;

import fanout.lab.page.Html;
import fanout.lab.result.Environment;
import fanout.lab.result.ExperimentResult;
import fanout.lab.result.Method;
import fanout.lab.terminal.Durations;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What was measured where and how: all that someone needs to doubt a figure. */
final class Provenance {
  private Provenance() {}

  static Html of(ExperimentResult result) {
    Method method = result.method();
    return Html.group(
        Html.tag("p").css("prose").of(method.text()),
        method.remarks().isEmpty()
            ? Html.NONE
            : Html.group(
                heading("Remarks"),
                Html.tag("ul")
                    .css("remarks")
                    .of(method.remarks().stream().map(r -> Html.tag("li").of(r)).toList())),
        heading("The run"),
        facts(run(result)),
        heading("The machine"),
        facts(machine(result.environment())),
        settings(result.environment()));
  }

  private static List<Html> run(ExperimentResult result) {
    Method method = result.method();
    List<Html> facts = new ArrayList<>();
    facts.addAll(fact("Prediction before the run", result.prediction()));
    facts.addAll(
        fact(
            "Trials",
            "%,d of each variant, %s size, in random order"
                .formatted(method.trials(), method.size())));
    facts.addAll(fact("Warm-up", method.warmUp()));
    facts.addAll(
        fact(
            "Noise floor",
            "%s: what one variant differs from itself"
                .formatted(Figures.withInterval(result.noiseFloor()))));
    facts.addAll(fact("Seed", String.valueOf(result.seed())));
    facts.addAll(
        fact(
            "Started",
            "%s; took %s"
                .formatted(
                    HtmlReport.DAY.format(result.started()),
                    Durations.format(Math.round(result.seconds() * 1e9)))));
    return facts;
  }

  private static List<Html> machine(Environment environment) {
    List<Html> facts = new ArrayList<>();
    facts.addAll(
        fact(
            "Processor",
            "%s, %,d %s"
                .formatted(
                    environment.cpu(),
                    environment.cores(),
                    environment.cores() == 1 ? "core" : "cores")));
    facts.addAll(fact("Operating system", environment.os()));
    facts.addAll(fact("Java", environment.jvm()));
    facts.addAll(
        fact(
            "JVM flags",
            environment.flags().isEmpty() ? "none" : String.join(" ", environment.flags())));
    facts.addAll(fact("Testbed", environment.testbed()));
    environment.versions().forEach((name, version) -> facts.addAll(fact(name, version)));
    return facts;
  }

  private static Html settings(Environment environment) {
    if (environment.settings().isEmpty()) {
      return Html.NONE;
    }
    List<Html> rows =
        environment.settings().entrySet().stream().<Html>map(Provenance::setting).toList();
    return Html.tag("details")
        .of(
            Html.tag("summary").of("%,d settings and where each came from".formatted(rows.size())),
            Html.tag("div")
                .css("scroll")
                .with("tabindex", 0)
                .of(
                    Html.tag("table")
                        .of(
                            Html.tag("thead")
                                .of(
                                    Html.tag("tr")
                                        .of(head("setting"), head("value"), head("from"))),
                            Html.tag("tbody").of(rows))));
  }

  private static Html setting(Map.Entry<String, Environment.Setting> setting) {
    return Html.tag("tr")
        .of(
            Html.tag("td").of(Html.tag("code").of(setting.getKey())),
            Html.tag("td").of(Html.tag("code").of(setting.getValue().value())),
            Html.tag("td").of(setting.getValue().origin()));
  }

  private static Html head(String name) {
    return Html.tag("th").with("scope", "col").of(name);
  }

  private static Html heading(String text) {
    return Html.tag("h3").css("sub").of(text);
  }

  private static Html facts(List<Html> facts) {
    return Html.tag("dl").css("facts").of(facts);
  }

  private static List<Html> fact(String name, String value) {
    return List.of(Html.tag("dt").of(name), Html.tag("dd").of(value));
  }
}
