package fanout.lab.compare;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import fanout.lab.result.Estimate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A comparison for programs: one object. */
public final class CompareJson {
  private static final Gson GSON =
      new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().serializeNulls().create();

  private CompareJson() {}

  /**
   * The text, with a line end behind it.
   *
   * @param gating the figures that decide on the exit status
   */
  public static String of(Comparison comparison, List<FigureChange> gating) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("worse", names(gating.stream().filter(f -> f.change() == Change.WORSE).toList()));
    json.put("gating", names(gating));
    json.put("figures", comparison.figures().stream().map(CompareJson::figure).toList());
    json.put("onlyBefore", comparison.onlyBefore().stream().map(Object::toString).toList());
    json.put("onlyAfter", comparison.onlyAfter().stream().map(Object::toString).toList());
    json.put("remarks", comparison.remarks());
    return GSON.toJson(json) + "\n";
  }

  private static List<String> names(List<FigureChange> figures) {
    return figures.stream().map(figure -> figure.key().toString()).toList();
  }

  private static Map<String, Object> figure(FigureChange figure) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("experiment", figure.experiment());
    json.put("name", figure.name());
    json.put("finding", figure.finding());
    json.put("better", word(figure.better()));
    json.put("change", word(figure.change()).replace('_', '-'));
    json.put("percent", finite(figure.percent()));
    json.put("noise", finite(figure.noise()));
    json.put("before", estimate(figure.before()));
    json.put("after", estimate(figure.after()));
    return json;
  }

  private static Map<String, Object> estimate(Estimate estimate) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("value", finite(estimate.value()));
    json.put("low", finite(estimate.low()));
    json.put("high", finite(estimate.high()));
    json.put("unit", estimate.unit());
    json.put("trials", estimate.trials());
    return json;
  }

  /** As {@code results.json} writes it, for JSON has no word for it. */
  private static Object finite(double value) {
    return Double.isFinite(value) ? value : String.valueOf(value);
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
