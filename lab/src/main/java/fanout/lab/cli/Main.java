package fanout.lab.cli;

import fanout.lab.terminal.Terminal;
import fanout.runtime.spec.SpecException;
import fanout.runtime.telemetry.Logging;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The launcher's commands. Exit status 0: done; 1: it failed; 2: it was not understood. */
@Command(
    name = "fanout",
    mixinStandardHelpOptions = true,
    version = "fanout 0.1.0",
    description =
        "A testbed for gRPC fan-out: backends in turn or all at once, and what each costs.",
    subcommands = {DemoCommand.class, TraceCommand.class},
    footerHeading = "%nExit status: 0 done, 1 it failed, 2 it was not understood.%n")
public final class Main {
  private Main() {}

  /** Runs a command and ends the process with its status. */
  public static void main(String[] args) {
    Logging.start(withQuietLogs(System.getenv()));
    System.exit(commandLine(Terminal.detect()).execute(args));
  }

  /** The command line, for the process and its tests. */
  static CommandLine commandLine(Terminal terminal) {
    CommandLine commandLine = new CommandLine(new Main());
    commandLine.setOut(terminal.writer(System.out));
    commandLine.setErr(terminal.writer(System.err));
    commandLine.setUsageHelpAutoWidth(true);
    commandLine.setExecutionExceptionHandler(
        (error, failed, parsed) -> {
          boolean misunderstood = error instanceof SpecException;
          failed.getErr().println("fanout: " + message(error));
          return misunderstood ? CommandLine.ExitCode.USAGE : CommandLine.ExitCode.SOFTWARE;
        });
    return commandLine;
  }

  private static String message(Exception error) {
    return error.getMessage() == null ? error.toString() : error.getMessage();
  }

  /** A person at a terminal reads the command's own output; logs are for what goes wrong. */
  private static Map<String, String> withQuietLogs(Map<String, String> environment) {
    Map<String, String> quiet = new java.util.HashMap<>(environment);
    quiet.putIfAbsent(Logging.LEVEL, "WARN");
    return quiet;
  }
}
