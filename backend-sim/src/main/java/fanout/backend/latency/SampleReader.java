package fanout.backend.latency;

import fanout.runtime.spec.Spec;
import fanout.runtime.spec.SpecException;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.HdrHistogram.DoubleHistogram;
import org.HdrHistogram.EncodableHistogram;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogReader;
import org.jspecify.annotations.Nullable;

/** Reads one file's text into a {@link Recording}; a complaint names file and line. */
final class SampleReader {
  private static final Pattern NUMBER = Pattern.compile("[0-9]+(\\.[0-9]+)?([eE][+-]?[0-9]+)?");

  private final Path path;
  private final List<String> lines;
  private final SortedMap<Double, Long> counts = new TreeMap<>();
  private int line;

  SampleReader(Path path, String text) {
    this.path = path;
    this.lines = text.lines().map(String::strip).toList();
  }

  /** One latency a line. */
  Recording list() {
    boolean numbers = false;
    boolean durations = false;
    for (String text : lines) {
      line++;
      if (text.isEmpty() || text.startsWith("#")) {
        continue;
      }
      boolean number = NUMBER.matcher(text).matches();
      numbers |= number;
      durations |= !number;
      require(!(numbers && durations), text, "a unit on every line or on none");
      add(number ? number(text) : duration(text), 1);
    }
    return recording(durations);
  }

  /**
   * Rows of value, percentile, total count, 1/(1-percentile), as {@code
   * Histogram.outputPercentileDistribution} writes them.
   */
  Recording percentileTable() {
    double counted = 0;
    for (String text : lines) {
      line++;
      if (text.isEmpty() || text.startsWith("#") || text.startsWith("Value")) {
        continue;
      }
      String[] columns = text.split("\\s+");
      require(columns.length >= 3, text, "value, percentile, total count");
      double total = number(columns[2]);
      require(total >= counted && total <= 1L << 53, text, "a total count that does not fall");
      if (total > counted) {
        add(number(columns[0]), (long) (total - counted));
      }
      counted = total;
    }
    return recording(false);
  }

  /** Intervals as {@code HistogramLogWriter} writes them, all taken together. */
  Recording histogramLog() {
    for (String text : lines) {
      line++;
      if (text.isEmpty() || text.startsWith("#") || text.startsWith("\"StartTimestamp\"")) {
        continue;
      }
      switch (interval(text)) {
        case Histogram histogram ->
            histogram
                .recordedValues()
                .forEach(
                    v ->
                        add(
                            histogram.medianEquivalentValue(v.getValueIteratedTo()),
                            v.getCountAtValueIteratedTo()));
        case DoubleHistogram histogram ->
            histogram
                .recordedValues()
                .forEach(
                    v ->
                        add(
                            histogram.medianEquivalentValue(v.getValueIteratedTo()),
                            v.getCountAtValueIteratedTo()));
        case Object other -> throw complaint(text, "a histogram, not " + other, null);
      }
    }
    return recording(false);
  }

  /** The library reads a whole stream; given one line at a time it cannot lose count of them. */
  private EncodableHistogram interval(String text) {
    byte[] bytes = (text + '\n').getBytes(StandardCharsets.UTF_8);
    try (HistogramLogReader reader = new HistogramLogReader(new ByteArrayInputStream(bytes))) {
      EncodableHistogram histogram = reader.nextIntervalHistogram();
      require(histogram != null, text, "an interval of a HdrHistogram log");
      return histogram;
    } catch (RuntimeException e) {
      throw complaint(text, "an interval of a HdrHistogram log", e);
    }
  }

  private void add(double value, long count) {
    counts.merge(value, count, Long::sum);
  }

  private double number(String text) {
    require(NUMBER.matcher(text).matches(), text, "a number");
    double number = Double.parseDouble(text);
    require(Double.isFinite(number), text, "a finite number");
    return number;
  }

  private double duration(String text) {
    try {
      return Spec.parse(Duration.class, text).toNanos();
    } catch (SpecException e) {
      throw new SpecException("%s:%d: %s".formatted(path, line, e.getMessage()), e);
    }
  }

  private Recording recording(boolean statesUnit) {
    SpecException.require(!counts.isEmpty(), "file", path, "a file with at least one latency");
    return new Recording(counts, statesUnit);
  }

  private void require(boolean ok, String text, String allowed) {
    if (!ok) {
      throw complaint(text, allowed, null);
    }
  }

  private SpecException complaint(String text, String allowed, @Nullable Throwable cause) {
    String shown = text.length() <= 40 ? text : text.substring(0, 40) + "…";
    return new SpecException("%s:%d".formatted(path, line), shown, allowed, cause);
  }
}
