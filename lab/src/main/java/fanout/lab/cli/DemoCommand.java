package fanout.lab.cli;

import fanout.lab.demo.Demo;
import fanout.lab.demo.DemoJson;
import fanout.lab.demo.DemoResult;
import fanout.lab.demo.DemoText;
import fanout.lab.terminal.Terminal;
import fanout.lab.testbed.InProcess;
import fanout.lab.testbed.LocalProcesses;
import fanout.lab.testbed.Testbed;
import fanout.runtime.spec.SpecException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;

/** {@code demo}: shows what calling three backends in turn costs against calling them at once. */
@Command(
    name = "demo",
    description = "Shows, in numbers and in traces, what calling three backends in turn costs.",
    footerHeading = "%nExit status: 0 done, 1 it failed, 2 an option was not understood.%n")
final class DemoCommand extends LabCommand {
  @Option(
      names = "--requests",
      paramLabel = "N",
      defaultValue = "10",
      description = "Measured requests of each strategy (default: ${DEFAULT-VALUE}).")
  private int requests;

  @Option(
      names = "--seed",
      paramLabel = "SEED",
      description = "Root of all random draws; made up and printed where it is not given.")
  private @Nullable Long seed;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      defaultValue = "text",
      description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private Format format = Format.text;

  @Option(
      names = "--trace-file",
      paramLabel = "FILE",
      defaultValue = "fanout-demo-traces.json",
      description = "Where the traces are written (default: ${DEFAULT-VALUE}).")
  private Path traceFile = Path.of("");

  @Option(
      names = "--otlp",
      paramLabel = "URL",
      description = "Also send the spans there, for example to Jaeger at http://127.0.0.1:4317.")
  private List<String> otlp = List.of();

  @Option(
      names = "--jaeger",
      paramLabel = "URL",
      description =
          "Jaeger's UI, for links to the traces that --otlp sends there (default: port 16686 of an"
              + " endpoint on port 4317).")
  private @Nullable String jaeger;

  @Option(
      names = "--processes",
      description = "Each program in a process of its own, started as k8s/ starts its container.")
  private boolean processes;

  DemoCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  public Integer call() throws Exception {
    SpecException.require(
        requests >= 1 && requests <= 10_000, "--requests", requests, "1 to 10000");
    Path file = traceFile.toAbsolutePath().normalize();
    SpecException.require(
        writable(file), "--trace-file", traceFile, "a file in a directory that can be written to");
    DemoResult result;
    try (Progress progress = Progress.on(err(), terminal())) {
      Demo.Settings settings = new Demo.Settings(requests, seed(seed), file, otlp, ui());
      Testbed.Launcher launcher = processes ? LocalProcesses::start : InProcess::start;
      result = new Demo(settings, launcher, progress::show).play();
    }
    if (format == Format.json) {
      out().println(DemoJson.of(result));
    } else {
      out().print(DemoText.of(result, terminal()));
    }
    out().flush();
    return ExitCode.OK;
  }

  /** As given, or else Jaeger's own port beside its port for OTLP. */
  private Optional<String> ui() {
    String variable = System.getenv("OTEL_EXPORTER_OTLP_ENDPOINT");
    return Optional.ofNullable(jaeger)
        .or(
            () ->
                Stream.concat(otlp.stream(), Stream.ofNullable(variable))
                    .filter(endpoint -> endpoint.matches(".*:4317/?"))
                    .map(endpoint -> endpoint.replaceFirst(":4317/?$", ":16686"))
                    .findFirst());
  }

  /** Asked before the demo, not after it. */
  private static boolean writable(Path file) {
    return Files.exists(file)
        ? Files.isRegularFile(file) && Files.isWritable(file)
        : Files.isWritable(Objects.requireNonNull(file.getParent()));
  }
}
