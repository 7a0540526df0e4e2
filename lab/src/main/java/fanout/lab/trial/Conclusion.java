package fanout.lab.trial;

import fanout.lab.result.Chart;
import fanout.lab.result.Estimate;
import fanout.lab.result.Finding;
import fanout.lab.result.Variant;
import fanout.lab.result.Verdict;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What an experiment says when it has been measured. Immutable; the methods give a changed copy.
 *
 * @param noise the figure whose noise floor is shown as that of the run
 * @param findings the first one decides
 * @param answer the result in one or two sentences with figures
 * @param meaning what that means for someone's own service
 * @param variants the table
 * @param charts the first shows the answer
 * @param examples requests whose traces are shown
 */
public record Conclusion(
    Figure noise,
    List<Finding> findings,
    String answer,
    String meaning,
    List<Variant> variants,
    List<Chart> charts,
    List<Example> examples) {
  /** A request whose trace is shown. */
  public record Example(String caption, Choice choice) {}

  public Conclusion {
    findings = List.copyOf(findings);
    variants = List.copyOf(variants);
    charts = List.copyOf(charts);
    examples = List.copyOf(examples);
  }

  /**
   * Nothing said yet.
   *
   * @param noise the figure that decides
   */
  public static Conclusion on(Figure noise) {
    return new Conclusion(noise, List.of(), "", "", List.of(), List.of(), List.of());
  }

  /** The verdict on the claim is that of the first finding. */
  public Verdict verdict() {
    return findings.getFirst().verdict();
  }

  /** With one more finding. */
  public Conclusion finding(Finding finding) {
    return new Conclusion(
        noise, plus(findings, finding), answer, meaning, variants, charts, examples);
  }

  /** With the result in a sentence or two. */
  public Conclusion answer(String text) {
    return new Conclusion(noise, findings, text, meaning, variants, charts, examples);
  }

  /** With what it means for others. */
  public Conclusion meaning(String text) {
    return new Conclusion(noise, findings, answer, text, variants, charts, examples);
  }

  /** With a table: a row for each variant, a column for each figure. */
  public Conclusion table(Measurements measurements, Figure... columns) {
    List<Variant> rows =
        measurements.design().arms().stream()
            .map(arm -> row(measurements, arm, List.of(columns)))
            .toList();
    return new Conclusion(noise, findings, answer, meaning, rows, charts, examples);
  }

  private static Variant row(Measurements measurements, Arm arm, List<Figure> columns) {
    Map<String, Estimate> figures = new LinkedHashMap<>();
    columns.forEach(figure -> figures.put(figure.name(), measurements.usual(arm.name(), figure)));
    return new Variant(arm.name(), arm.wrongTwin(), figures);
  }

  /** With one more row of a table of one's own. */
  public Conclusion row(Variant variant) {
    return new Conclusion(
        noise, findings, answer, meaning, plus(variants, variant), charts, examples);
  }

  /** With one more chart. */
  public Conclusion chart(Chart chart) {
    return new Conclusion(
        noise, findings, answer, meaning, variants, plus(charts, chart), examples);
  }

  /** With the trace of a request. */
  public Conclusion example(String caption, Choice choice) {
    return new Conclusion(
        noise,
        findings,
        answer,
        meaning,
        variants,
        charts,
        plus(examples, new Example(caption, choice)));
  }

  private static <T> List<T> plus(List<T> list, T element) {
    List<T> all = new ArrayList<>(list);
    all.add(element);
    return all;
  }
}
