package fanout.lab.load.report;

import com.google.gson.Gson;
import com.google.gson.JsonParseException;
import fanout.lab.measure.Distribution;
import fanout.lab.measure.Summary;
import fanout.lab.measure.Timings;
import fanout.runtime.spec.SpecException;
import io.grpc.Status;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.HdrHistogram.EncodableHistogram;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogReader;
import org.HdrHistogram.HistogramLogWriter;
import org.jspecify.annotations.Nullable;

/**
 * A report as a log in HdrHistogram's format 1.3: one interval, a tagged line for each distribution
 * ({@code latency.OK}, {@code service-time.OK}, {@code latency.unfinished}, {@code lateness}, …),
 * and what is no distribution in a comment. Reading gives back what was written.
 */
public final class HistogramLog {
  private static final String COMMENT = "#[fanout load: ";
  private static final String LATENCY = "latency.";
  private static final String SERVICE_TIME = "service-time.";
  private static final String UNFINISHED = "unfinished";
  private static final String LATENESS = "lateness";
  private static final double NANOS_PER_MILLI = 1e6;
  private static final Gson GSON = new Gson();

  private HistogramLog() {}

  /** What is no distribution. */
  private record Head(
      LoadReport.Run run, long refused, Map<Status.Code, String> messages, List<String> warnings) {}

  /** The log as text. */
  static String write(LoadReport report) {
    Summary summary = report.summary();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    HistogramLogWriter log = new HistogramLogWriter(bytes);
    Head head =
        new Head(report.run(), summary.refused(), summary.firstMessages(), report.warnings());
    String json = GSON.toJson(head);
    log.outputComment(COMMENT.substring(1) + json + "]");
    log.outputLogFormatVersion();
    log.outputStartTime(report.run().startMillis());
    log.outputLegend();
    summary.byCode().forEach((code, timings) -> write(log, report.run(), code.name(), timings));
    write(log, report.run(), UNFINISHED, summary.unfinished());
    write(log, report.run(), LATENESS, summary.lateness());
    log.close();
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private static void write(
      HistogramLogWriter log, LoadReport.Run run, String code, Timings timings) {
    write(log, run, LATENCY + code, timings.latency());
    write(log, run, SERVICE_TIME + code, timings.serviceTime());
  }

  private static void write(
      HistogramLogWriter log, LoadReport.Run run, String tag, Distribution distribution) {
    Histogram histogram = distribution.histogram();
    histogram.setTag(tag);
    double start = run.startMillis() / 1e3;
    log.outputIntervalHistogram(
        start, start + run.elapsedNanos() / 1e9, histogram, NANOS_PER_MILLI);
  }

  /**
   * Reads a log.
   *
   * @throws SpecException if there is no such file, or this did not write it
   */
  public static LoadReport read(Path file) {
    try {
      return parse(Files.readString(file), file.toString());
    } catch (IOException e) {
      throw new SpecException("log", file, "a file that can be read", e);
    }
  }

  static LoadReport parse(String text, String name) {
    try {
      Head head = head(text, name);
      Map<String, Distribution> found = distributions(text);
      Map<Status.Code, Timings> byCode = new EnumMap<>(Status.Code.class);
      for (Status.Code code : Status.Code.values()) {
        if (found.containsKey(LATENCY + code)) {
          byCode.put(code, timings(found, code.name()));
        }
      }
      Summary summary =
          new Summary(
              byCode,
              timings(found, UNFINISHED),
              found.getOrDefault(LATENESS, Distribution.empty()),
              head.refused,
              head.messages);
      return new LoadReport(head.run, head.warnings, summary);
    } catch (IllegalArgumentException | JsonParseException e) {
      throw e instanceof SpecException known ? known : notOurs(name, e);
    }
  }

  private static Head head(String text, String name) {
    String comment =
        Stream.of(text.split("\n", -1))
            .filter(line -> line.startsWith(COMMENT))
            .findFirst()
            .orElseThrow(() -> notOurs(name, null));
    return GSON.fromJson(comment.substring(COMMENT.length(), comment.lastIndexOf(']')), Head.class);
  }

  private static Map<String, Distribution> distributions(String text) {
    Map<String, Distribution> found = new HashMap<>();
    try (HistogramLogReader log =
        new HistogramLogReader(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)))) {
      while (log.hasNext()) {
        EncodableHistogram next = log.nextIntervalHistogram();
        if (next instanceof Histogram histogram && histogram.getTag() != null) {
          found.merge(histogram.getTag(), Distribution.of(histogram), Distribution::plus);
        }
      }
    }
    return found;
  }

  private static Timings timings(Map<String, Distribution> found, String code) {
    return new Timings(
        found.getOrDefault(LATENCY + code, Distribution.empty()),
        found.getOrDefault(SERVICE_TIME + code, Distribution.empty()));
  }

  private static SpecException notOurs(String name, @Nullable Exception cause) {
    return new SpecException("log", name, "a histogram log of ./fanout load --format hdr", cause);
  }
}
