package fanout.lab.demo;

import fanout.lab.testbed.Testbed;
import fanout.lab.testbed.TestbedSettings;
import fanout.lab.trace.Trace;
import fanout.lab.trace.TraceFiles;
import fanout.lab.trace.TraceFormat;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** What calling three backends in turn costs against calling them at once, in five short acts. */
public final class Demo {
  private final Settings settings;
  private final Testbed.Launcher launcher;
  private final Consumer<String> progress;

  /**
   * What a demo is told.
   *
   * @param requests measured requests of each strategy
   * @param seed root of all random draws
   * @param traceFile where the traces are written
   * @param otlpEndpoints where the spans go besides
   * @param jaeger where a person sees them there, for example {@code http://127.0.0.1:16686}
   */
  public record Settings(
      int requests,
      long seed,
      Path traceFile,
      List<String> otlpEndpoints,
      Optional<String> jaeger) {
    public Settings {
      otlpEndpoints = List.copyOf(otlpEndpoints);
    }
  }

  /**
   * A demo.
   *
   * @param launcher starts its testbed
   * @param progress hears what is being done, in a few words
   */
  public Demo(Settings settings, Testbed.Launcher launcher, Consumer<String> progress) {
    this.settings = settings;
    this.launcher = launcher;
    this.progress = progress;
  }

  /**
   * Starts a testbed, plays all acts and closes it again.
   *
   * @throws IOException if the trace file cannot be written
   */
  public DemoResult play() throws IOException, InterruptedException {
    progress.accept("starting an aggregator and three backends");
    Map<String, Duration> backends = backends();
    try (Testbed testbed = launcher.launch(testbed(backends))) {
      Stage stage = new Stage(testbed, progress);
      DemoResult.Comparison comparison =
          new CompareAct(stage, settings.requests()).play(backends.values());
      DemoResult.Partial partial = PartialAct.play(stage);
      DemoResult.Limited limited = TimeLimitAct.play(stage);
      LeaveAct.warmUp(stage);
      DemoResult.Abandoned propagated = LeaveAct.play(stage, true);
      DemoResult.Abandoned notPropagated = LeaveAct.play(stage, false);
      write(
          List.of(
              comparison.sequential().median(),
              comparison.concurrent().median(),
              partial.trace(),
              limited.trace()));
      return new DemoResult(
          settings.seed(),
          backends,
          comparison,
          partial,
          limited,
          propagated,
          notPropagated,
          settings.traceFile(),
          settings.jaeger());
    }
  }

  private void write(Collection<Trace> traces) throws IOException {
    TraceFiles.write(settings.traceFile(), TraceFormat.standard(), traces);
  }

  private static Map<String, Duration> backends() {
    Map<String, Duration> backends = new LinkedHashMap<>();
    backends.put("user", Duration.ofMillis(40));
    backends.put("orders", Duration.ofMillis(120));
    backends.put("notifications", Duration.ofMillis(80));
    return backends;
  }

  private TestbedSettings testbed(Map<String, Duration> backends) {
    String behavior =
        backends.entrySet().stream()
            .map(entry -> "%s:latency=%dms".formatted(entry.getKey(), entry.getValue().toMillis()))
            .collect(Collectors.joining("; "));
    return new TestbedSettings(
        TestbedSettings.anyPorts(),
        behavior,
        Optional.empty(),
        settings.seed(),
        settings.otlpEndpoints(),
        true);
  }
}
