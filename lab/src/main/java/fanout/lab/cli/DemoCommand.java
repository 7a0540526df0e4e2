package fanout.lab.cli;

import fanout.lab.demo.Demo;
import fanout.lab.demo.DemoJson;
import fanout.lab.demo.DemoResult;
import fanout.lab.demo.DemoText;
import fanout.lab.terminal.Terminal;
import fanout.runtime.spec.SpecException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code demo}: shows what calling three backends in turn costs against calling them at once. */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    description = "Shows, in numbers and in traces, what calling three backends in turn costs.",
    footerHeading = "%nExit status: 0 done, 1 it failed, 2 an option was not understood.%n")
final class DemoCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--requests",
      paramLabel = "N",
      defaultValue = "12",
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
      defaultValue = "target/demo-traces.json",
      description = "Where the traces are written (default: ${DEFAULT-VALUE}).")
  private Path traceFile = Path.of("");

  @Option(
      names = "--otlp",
      paramLabel = "URL",
      description = "Also send the spans there, for example to Jaeger at http://127.0.0.1:4317.")
  private List<String> otlp = List.of();

  private enum Format {
    text,
    json
  }

  @Override
  public Integer call() throws Exception {
    SpecException.require(
        requests >= 1 && requests <= 10_000, "--requests", requests, "1 to 10000");
    long root = seed == null ? new SecureRandom().nextInt(Integer.MAX_VALUE) : seed;
    CommandLine commandLine = Objects.requireNonNull(spec).commandLine();
    Terminal terminal = Terminal.detect();
    DemoResult result;
    try (Progress progress = new Progress(commandLine.getErr(), System.console() != null)) {
      Demo.Settings settings = new Demo.Settings(requests, root, traceFile.toAbsolutePath(), otlp);
      result = new Demo(settings, progress::show).play();
    }
    commandLine
        .getOut()
        .print(format == Format.json ? DemoJson.of(result) + "\n" : DemoText.of(result, terminal));
    commandLine.getOut().flush();
    return CommandLine.ExitCode.OK;
  }
}
