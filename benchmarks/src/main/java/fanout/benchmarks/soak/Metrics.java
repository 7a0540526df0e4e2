package fanout.benchmarks.soak;

import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Counts of calls in Prometheus' text form. */
final class Metrics {
  private static final Pattern COUNT =
      Pattern.compile("^([a-z_]+_count)\\{([^}]*)} ([0-9.eE+]+)", Pattern.MULTILINE);

  private Metrics() {}

  /** The sum over all series of a histogram whose labels, as written, are asked for. */
  static long count(String text, String histogram, Predicate<String> labels) {
    Matcher lines = COUNT.matcher(text);
    double sum = 0;
    while (lines.find()) {
      if (lines.group(1).equals(histogram + "_count") && labels.test(lines.group(2))) {
        sum += Double.parseDouble(lines.group(3));
      }
    }
    return Math.round(sum);
  }
}
