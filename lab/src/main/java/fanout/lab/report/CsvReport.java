package fanout.lab.report;

import fanout.lab.result.Estimate;
import fanout.lab.result.ExperimentResult;
import fanout.runtime.spec.Spec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Findings and table as one row a figure (RFC 4180), for spreadsheets. */
@Spec.Name(value = "csv", doc = "findings and table, one row a figure")
public record CsvReport() implements ReportFormat {
  private static final String HEAD =
      "experiment,kind,name,figure,value,low,high,unit,trials,verdict,wrong_twin";

  @Override
  public String file() {
    return "results.csv";
  }

  @Override
  public void write(ExperimentResult result, Path folder) throws IOException {
    List<String> lines = new ArrayList<>(List.of(HEAD));
    result
        .measured()
        .forEach(
            finding ->
                lines.add(
                    line(
                        result.experiment(),
                        "finding",
                        finding.name(),
                        "",
                        finding.measured(),
                        finding.verdict().name(),
                        "")));
    result
        .variants()
        .forEach(
            variant ->
                variant
                    .figures()
                    .forEach(
                        (name, estimate) ->
                            lines.add(
                                line(
                                    result.experiment(),
                                    "variant",
                                    variant.name(),
                                    name,
                                    estimate,
                                    "",
                                    String.valueOf(variant.wrongTwin())))));
    Files.writeString(folder.resolve(file()), String.join("\r\n", lines) + "\r\n");
  }

  private static String line(
      String experiment,
      String kind,
      String name,
      String figure,
      Estimate estimate,
      String verdict,
      String wrongTwin) {
    return Stream.of(
            experiment,
            kind,
            name,
            figure,
            number(estimate.value()),
            number(estimate.low()),
            number(estimate.high()),
            estimate.unit(),
            String.valueOf(estimate.trials()),
            verdict,
            wrongTwin)
        .map(Csv::cell)
        .collect(Collectors.joining(","));
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.6g", value);
  }
}
