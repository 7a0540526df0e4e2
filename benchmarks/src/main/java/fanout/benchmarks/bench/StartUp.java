package fanout.benchmarks.bench;

import static fanout.benchmarks.bench.Metric.TIME;
import static java.nio.charset.StandardCharsets.UTF_8;

import fanout.runtime.spec.Spec;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/** How long a newcomer waits for the demo, and an orchestrator for an aggregator. */
@Spec.Name(value = "start-up", doc = "the demo from Enter to prompt; an aggregator until it serves")
public record StartUp() implements Benchmark {
  private static final String DEMO = "demo";
  private static final String AGGREGATOR = "aggregator";

  /** Set by the launcher; the directory that it lies in. */
  private static final String ROOT = "fanout.root";

  private static final int MOST_LINES = 10_000;

  @Override
  public List<Goal> goals() {
    return List.of(
        Goal.atMost(10, DEMO, "s", round -> round.of(DEMO, TIME)),
        Goal.atMost(1, "aggregator ready", "s", round -> round.of(AGGREGATOR, TIME)));
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
    Starts starts = new Starts(Path.of(root, "fanout"), jar);
    starts.demo(); // builds, and trains the class cache, as every first use does
    return starts;
  }

  private record Starts(Path launcher, Path jar) implements Probe {
    @Override
    public Readings round(SplittableRandom random) throws InterruptedException {
      return new Readings(
          Map.of(DEMO, Map.of(TIME, demo()), AGGREGATOR, Map.of(TIME, aggregator())));
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

    /** Until the line that says that both ports serve; see ServerHost.runUntilSignal. */
    private double aggregator() throws InterruptedException {
      Path java = Path.of(System.getProperty("java.home"), "bin", "java");
      long start = System.nanoTime();
      try {
        Process process =
            new ProcessBuilder(
                    java.toString(),
                    "-jar",
                    jar.toString(),
                    "--data-port",
                    "0",
                    "--admin-port",
                    "0")
                .redirectErrorStream(true)
                .start();
        try (BufferedReader lines = process.inputReader(UTF_8)) {
          for (int i = 0; i < MOST_LINES; i++) {
            String line = lines.readLine();
            if (line == null) {
              break;
            }
            if (line.contains("listening data=")) {
              return (System.nanoTime() - start) / 1e9;
            }
          }
          throw new IllegalStateException("the aggregator ended before it served");
        } finally {
          process.destroy();
          if (!process.waitFor(5, TimeUnit.SECONDS)) {
            process.destroyForcibly();
          }
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public OptionalDouble sameAgain() {
      return OptionalDouble.empty();
    }

    @Override
    public void close() {}
  }
}
