package fanout.benchmarks.bench;

import static fanout.benchmarks.bench.Metric.TIME;
import static java.nio.charset.StandardCharsets.UTF_8;

import fanout.lab.testbed.JvmFlags;
import fanout.runtime.spec.Spec;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * How long a newcomer waits for the demo, and an orchestrator for an aggregator: with a cache of
 * its classes, as its image has one, and without.
 */
@Spec.Name(value = "start-up", doc = "the demo from Enter to prompt; an aggregator until it serves")
public record StartUp() implements Benchmark {
  private static final String DEMO = "demo";
  private static final String AGGREGATOR = "aggregator";
  private static final String UNTRAINED = "aggregator without its class cache";

  /** Set by the launcher; the directory that it lies in. */
  private static final String ROOT = "fanout.root";

  private static final int MOST_LINES = 10_000;

  @Override
  public List<Goal> goals() {
    return List.of(
        Goal.atMost(10, DEMO, "s", TIME, round -> round.of(DEMO)),
        Goal.atMost(1, "aggregator ready", "s", TIME, round -> round.of(AGGREGATOR)),
        Goal.low(UNTRAINED, "s", TIME, round -> round.of(UNTRAINED)));
  }

  /** Every round starts processes: nothing is shared that a fork could renew. */
  @Override
  public int forks(Effort effort) {
    return 1;
  }

  @Override
  public Probe open(Effort effort) throws InterruptedException {
    String root = System.getProperty(ROOT);
    if (root == null) {
      throw new UnavailableException("needs the launcher: ./fanout bench --only start-up");
    }
    Path jar = Path.of(root, "aggregator", "target", "fanout-aggregator.jar");
    if (!Files.exists(jar)) {
      throw new UnavailableException("needs " + jar + ", which ./fanout builds");
    }
    try {
      Path cache = Files.createTempFile("fanout-bench", ".classes");
      Files.delete(cache); // the JVM makes it
      Starts starts = new Starts(Path.of(root, "fanout"), jar, cache);
      starts.demo(); // builds, and trains the demo's class cache, as every first use does
      starts.train();
      return starts;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private record Starts(Path launcher, Path jar, Path cache) implements Probe {
    @Override
    public Readings round(SplittableRandom random) throws InterruptedException {
      return new Readings(
          Map.of(
              DEMO,
              Map.of(TIME, demo()),
              AGGREGATOR,
              Map.of(TIME, aggregator(trained())),
              UNTRAINED,
              Map.of(TIME, aggregator("-Xshare:auto"))));
    }

    double demo() throws InterruptedException {
      try {
        Path traces = Files.createTempFile("fanout-bench", ".json");
        long start = System.nanoTime();
        int status =
            new ProcessBuilder(launcher.toString(), DEMO, "--trace-file", traces.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
        long nanos = System.nanoTime() - start;
        Files.delete(traces);
        if (status != 0) {
          throw new IllegalStateException("./fanout demo ended with status " + status);
        }
        return nanos / 1e9;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /** A start and an end as k8s/images makes them; the end leaves the cache. */
    void train() throws InterruptedException {
      aggregator((aot() ? "-XX:AOTCacheOutput=" : "-XX:ArchiveClassesAtExit=") + cache);
      if (!Files.exists(cache)) {
        throw new UnavailableException("the aggregator's first start left no class cache");
      }
    }

    /** JEP 514; before, class data sharing is what there is. */
    private static boolean aot() {
      return Runtime.version().feature() >= 25;
    }

    private String trained() {
      return (aot() ? "-XX:AOTCache=" : "-XX:SharedArchiveFile=") + cache;
    }

    /** Until the line that says that both ports serve; see ServerHost.runUntilSignal. */
    private double aggregator(String option) throws InterruptedException {
      List<String> command = new ArrayList<>();
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      command.addAll(JvmFlags.shipped());
      command.addAll(
          List.of(option, "-jar", jar.toString(), "--data-port", "0", "--admin-port", "0"));
      long start = System.nanoTime();
      try {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (BufferedReader lines = process.inputReader(UTF_8)) {
          awaitListening(lines);
          double seconds = (System.nanoTime() - start) / 1e9;
          process.toHandle().destroy(); // the process itself would close its output, too
          // To the end: a JVM that cannot say how it makes its cache makes none.
          lines.transferTo(Writer.nullWriter());
          process.waitFor();
          return seconds;
        } finally {
          process.destroyForcibly();
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private static void awaitListening(BufferedReader lines) throws IOException {
      for (int i = 0; i < MOST_LINES; i++) {
        String line = lines.readLine();
        if (line == null) {
          break;
        }
        if (line.contains("listening data=")) {
          return;
        }
      }
      throw new IllegalStateException("the aggregator ended before it served");
    }

    @Override
    public void close() {
      try {
        Files.deleteIfExists(cache);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
