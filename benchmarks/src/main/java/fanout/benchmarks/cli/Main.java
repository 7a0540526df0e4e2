package fanout.benchmarks.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import fanout.lab.cli.Launch;
import fanout.lab.terminal.Terminal;
import fanout.runtime.spec.Spec;
import fanout.runtime.spec.SpecException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;

/** The launcher's commands that measure and torment the testbed itself. */
@Command(
    name = "fanout",
    mixinStandardHelpOptions = true,
    description = "Measures the testbed itself, and tries to break it.")
public final class Main {
  private Main() {}

  /** Runs a command and ends the process with its status. */
  public static void main(String[] args) {
    if (args.length > 0 && args[0].equals("soak")) {
      // Whoever kills backends on purpose need not read that connections break.
      List.of("fanout", "io.grpc").forEach(Main::errorsOnly);
    }
    Launch.main(Main::commandLine, args);
  }

  private static void errorsOnly(String logger) {
    ((Logger) LoggerFactory.getLogger(logger)).setLevel(Level.ERROR);
  }

  /** The command line, for the process and its tests. */
  static CommandLine commandLine(Terminal terminal, PrintWriter out, PrintWriter err) {
    return new CommandLine(new Main())
        .addSubcommand(new BenchCommand(terminal))
        .addSubcommand(new SoakCommand(terminal))
        .setOut(out)
        .setErr(err)
        .registerConverter(Duration.class, Main::duration)
        .setParameterExceptionHandler((error, args) -> misunderstood(error))
        .setExecutionExceptionHandler((error, failed, parsed) -> failed(error, failed));
  }

  private static Duration duration(String text) {
    try {
      return Spec.parse(Duration.class, text);
    } catch (SpecException e) {
      throw new TypeConversionException(e.getMessage());
    }
  }

  private static int misunderstood(ParameterException error) {
    CommandLine commandLine = error.getCommandLine();
    commandLine.getErr().println("fanout: " + error.getMessage());
    commandLine
        .getErr()
        .println("See ./%s --help".formatted(commandLine.getCommandSpec().qualifiedName()));
    return ExitCode.USAGE;
  }

  private static int failed(Exception error, CommandLine commandLine) {
    String message = error.getMessage() == null ? error.toString() : error.getMessage();
    commandLine.getErr().println("fanout: " + message);
    return error instanceof SpecException ? ExitCode.USAGE : ExitCode.SOFTWARE;
  }
}
