package fanout.lab.report;

import fanout.lab.page.Html;
import fanout.lab.page.Parts;
import fanout.lab.result.Environment;
import fanout.lab.result.ExperimentResult;
import fanout.lab.result.Method;
import fanout.lab.terminal.Durations;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What was measured where and how: all that someone needs to doubt a figure. */
final class Provenance {
  private Provenance() {}

  static Html of(ExperimentResult result) {
    Method method = result.method();
    return Html.group(
        Html.tag("p").css("prose").of(Html.prose(method.text())),
        method.remarks().isEmpty()
            ? Html.NONE
            : Html.group(
                heading("Remarks"),
                Html.tag("ul")
                    .css("remarks")
                    .of(
                        method.remarks().stream()
                            .map(r -> Html.tag("li").of(Html.prose(r)))
                            .toList())),
        heading("The run"),
        Parts.facts(run(result)),
        heading("The machine"),
        Parts.facts(machine(result.environment())),
        settings(result.environment()));
  }

  private static Html heading(String text) {
    return Html.tag("h3").css("sub").of(text);
  }

  private static Map<String, String> run(ExperimentResult result) {
    Method method = result.method();
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("Prediction before the run", result.prediction());
    facts.put("Trials", "%,d of each variant, %s size".formatted(method.trials(), method.size()));
    facts.put("Warm-up", method.warmUp());
    facts.put(
        "Noise floor",
        Figures.withInterval(result.noiseFloor()) + ": what one variant differs from itself");
    facts.put("Seed", String.valueOf(result.seed()));
    facts.put(
        "Started",
        "%s; took %s"
            .formatted(
                HtmlReport.DAY.format(result.started()),
                Durations.format(Math.round(result.seconds() * 1e9))));
    return facts;
  }

  private static Map<String, String> machine(Environment environment) {
    int cores = environment.cores();
    List<String> flags = environment.flags();
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put(
        "Processor",
        "%s, %,d %s".formatted(environment.cpu(), cores, cores == 1 ? "core" : "cores"));
    facts.put("Operating system", environment.os());
    facts.put("Java", environment.jvm());
    facts.put("JVM flags", flags.isEmpty() ? "none" : String.join(" ", flags));
    facts.put("Testbed", environment.testbed());
    facts.putAll(environment.versions());
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
            Html.tag("summary").of("Settings, and where each came from"),
            Parts.textTable(List.of("setting", "value", "from"), rows));
  }

  private static Html setting(Map.Entry<String, Environment.Setting> setting) {
    return Html.tag("tr")
        .of(
            Html.tag("td").of(Html.tag("code").of(setting.getKey())),
            Html.tag("td").of(Html.tag("code").of(setting.getValue().value())),
            Html.tag("td").of(setting.getValue().origin()));
  }
}
