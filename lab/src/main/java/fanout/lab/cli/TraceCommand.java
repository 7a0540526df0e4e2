package fanout.lab.cli;

import fanout.lab.terminal.Columns;
import fanout.lab.terminal.Terminal;
import fanout.lab.trace.Trace;
import fanout.lab.trace.TraceFiles;
import fanout.lab.trace.Waterfall;
import fanout.runtime.spec.SpecException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code trace FILE}: the traces of a file as waterfalls in the terminal. */
@Command(
    name = "trace",
    mixinStandardHelpOptions = true,
    description = "Draws the traces of a file as waterfalls in the terminal.",
    footerHeading = "%nExit status: 0 drawn, 2 the file or an option is not as it should be.%n")
public final class TraceCommand implements Callable<Integer> {
  private final Supplier<Terminal> terminal;

  @Spec private @Nullable CommandSpec spec;

  @Parameters(
      paramLabel = "FILE",
      description = "OTLP JSON or Jaeger JSON, as the Jaeger UI saves it.")
  private Path file = Path.of("");

  @Option(
      names = "--all-spans",
      description =
          "A line for every span; otherwise a section, its only attempt and the server's side share"
              + " one.")
  private boolean allSpans;

  @Option(names = "--trace", paramLabel = "ID", description = "Only the trace whose id begins so.")
  private String traceId = "";

  @Option(
      names = "--width",
      paramLabel = "COLUMNS",
      description = "Width to draw for; by default the terminal's.")
  private @Nullable Integer width;

  /** Draws for any terminal. */
  public TraceCommand(Supplier<Terminal> terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    CommandLine commandLine = Objects.requireNonNull(spec).commandLine();
    try {
      Terminal detected = terminal.get();
      Terminal shown = width == null ? detected : detected.withWidth(width);
      List<Trace> traces = chosen(TraceFiles.read(file, TraceFiles.Limits.STANDARD));
      PrintWriter out = commandLine.getOut();
      out.print(new Waterfall(shown, allSpans).text(traces));
      out.flush();
      return CommandLine.ExitCode.OK;
    } catch (IOException | SpecException e) {
      commandLine.getErr().println(Columns.printableLines(String.valueOf(e.getMessage())));
      return CommandLine.ExitCode.USAGE;
    }
  }

  private List<Trace> chosen(List<Trace> traces) {
    if (traces.isEmpty()) {
      throw new SpecException(file + ": there is no span in it");
    }
    if (traceId.isEmpty()) {
      return traces;
    }
    List<Trace> fitting =
        traces.stream().filter(t -> t.id().startsWith(traceId.toLowerCase(Locale.ROOT))).toList();
    if (fitting.size() != 1) {
      List<String> choices =
          (fitting.isEmpty() ? traces : fitting).stream().map(Trace::id).toList();
      throw new SpecException(
          "--trace", traceId, "the beginning of just one of " + String.join(", ", choices));
    }
    return fitting;
  }
}
