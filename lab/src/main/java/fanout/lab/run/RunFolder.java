package fanout.lab.run;

import fanout.lab.file.NamedFile;
import fanout.lab.measure.Distribution;
import fanout.lab.report.Csv;
import fanout.lab.report.ReportFormat;
import fanout.lab.result.ResultFiles;
import fanout.lab.trace.OtlpJson;
import fanout.lab.trace.Trace;
import fanout.lab.trace.TraceFiles;
import fanout.lab.trial.Observation;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogWriter;

/** Writes a run into a folder: histograms, trials and traces first, then every report format. */
public final class RunFolder {
  private static final double NANOS_PER_MILLI = 1e6;

  private RunFolder() {}

  /**
   * Makes the folder and writes everything; files of an earlier run there are replaced, and its
   * {@link ResultFiles#NAME} is the first to go.
   *
   * @return the names of the files
   * @throws IOException with the name of the one that cannot be written; those before it are whole
   */
  public static List<String> write(ExperimentRun run, Path folder) throws IOException {
    Files.createDirectories(folder);
    // Of an earlier run: while there is one, the folder is whole; and it may have had more traces.
    NamedFile.deleteAll(folder, ResultFiles.NAME);
    NamedFile.deleteAll(folder, "trace-{[0-9],[0-9][0-9]}.json");
    List<String> files = new ArrayList<>();
    for (Map.Entry<String, Trace> trace : run.traces().entrySet()) {
      TraceFiles.write(folder.resolve(trace.getKey()), new OtlpJson(), List.of(trace.getValue()));
      files.add(trace.getKey());
    }
    files.add(histograms(run, folder));
    files.add(trials(run, folder));
    for (ReportFormat format : ReportFormat.all()) {
      NamedFile.write(folder.resolve(format.file()), () -> format.write(run.result(), folder));
      files.add(format.file());
    }
    return files;
  }

  /**
   * One tagged line for each variant, in HdrHistogram's log format. Its writer keeps quiet about a
   * disk that is full, so it writes into memory.
   */
  private static String histograms(ExperimentRun run, Path folder) throws IOException {
    String file = "latency.hlog";
    double start = run.result().started().toEpochMilli() / 1e3;
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    HistogramLogWriter log = new HistogramLogWriter(text);
    log.outputComment("latencies of experiment " + run.result().experiment());
    log.outputLogFormatVersion();
    log.outputStartTime(run.result().started().toEpochMilli());
    log.outputLegend();
    for (Map.Entry<String, Distribution> latency : run.latencies().entrySet()) {
      Histogram histogram = latency.getValue().histogram();
      histogram.setTag(slug(latency.getKey()));
      log.outputIntervalHistogram(
          start, start + run.result().seconds(), histogram, NANOS_PER_MILLI);
    }
    log.close();
    Path path = folder.resolve(file);
    NamedFile.write(path, () -> Files.write(path, text.toByteArray()));
    return file;
  }

  /** Every figure of every trial: what the intervals are made from. */
  private static String trials(ExperimentRun run, Path folder) throws IOException {
    String file = "trials.csv";
    List<String> lines = new ArrayList<>(List.of("round,variant,figure,unit,value"));
    run.trials()
        .forEach(
            (arm, observations) -> {
              for (int i = 0; i < observations.size(); i++) {
                int round = i;
                Observation observation = observations.get(i);
                observation
                    .figures()
                    .forEach(
                        (figure, value) ->
                            lines.add(
                                "%d,%s,%s,%s,%s"
                                    .formatted(
                                        round,
                                        Csv.cell(arm),
                                        Csv.cell(figure.name()),
                                        Csv.cell(figure.unit()),
                                        String.format(Locale.ROOT, "%.6g", value))));
              }
            });
    Path path = folder.resolve(file);
    NamedFile.write(path, () -> Files.writeString(path, String.join("\r\n", lines) + "\r\n"));
    return file;
  }

  /** A tag may hold neither comma nor space. */
  private static String slug(String name) {
    return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9.]+", "-");
  }
}
