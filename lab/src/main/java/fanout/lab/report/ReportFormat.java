package fanout.lab.report;

import fanout.lab.result.ExperimentResult;
import fanout.runtime.spec.Spec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * One file that a run's folder holds. The histograms and the traces that the result names are in
 * the folder before any format is asked. The formats are listed in the order in which they are
 * written: {@code results.json} last, because where it is the run counts as complete. Immutable and
 * thread-safe.
 */
public sealed interface ReportFormat permits HtmlReport, CsvReport, JsonReport {
  /** Name of the file. */
  String file();

  /** Writes it into the folder of a run. */
  void write(ExperimentResult result, Path folder) throws IOException;

  /** All formats, in the order in which they are written. */
  static List<ReportFormat> all() {
    return Spec.variants(ReportFormat.class).stream()
        .map(variant -> Spec.parse(ReportFormat.class, variant.name()))
        .toList();
  }
}
