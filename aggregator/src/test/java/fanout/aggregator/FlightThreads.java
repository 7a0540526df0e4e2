package fanout.aggregator;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.HotSpotDiagnosticMXBean.ThreadDumpFormat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds virtual threads, those of requests above all; only a thread dump lists them. */
final class FlightThreads {
  private FlightThreads() {}

  /** {@code #29 "leg"} for each of a request that is alive. */
  static List<String> alive() {
    return alive("fan-out|leg");
  }

  /** The same of others, by a pattern for their names. */
  static List<String> alive(String names) {
    Pattern line = Pattern.compile("(#\\d+ \"(?:" + names + ")\").*");
    try {
      Path folder = Files.createTempDirectory("threads");
      Path dump = folder.resolve("dump.txt");
      try {
        ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
            .dumpThreads(dump.toString(), ThreadDumpFormat.TEXT_PLAIN);
        return Files.readAllLines(dump).stream()
            .map(line::matcher)
            .filter(Matcher::matches)
            .map(matcher -> matcher.group(1))
            .toList();
      } finally {
        Files.deleteIfExists(dump);
        Files.delete(folder);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
