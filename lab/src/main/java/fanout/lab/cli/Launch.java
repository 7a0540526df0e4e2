package fanout.lab.cli;

import fanout.lab.terminal.Terminal;
import fanout.runtime.spec.SpecException;
import fanout.runtime.telemetry.Logging;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;

/**
 * A command line as a process: what is wrong with its surroundings is one line on standard error
 * and an exit status, as it is with a command.
 */
public final class Launch {
  private Launch() {}

  /** Makes a command line. */
  @FunctionalInterface
  public interface Commands {
    /**
     * For a terminal.
     *
     * @param out UTF-8 whatever the terminal, because a program may read it
     * @param err for people, in what the terminal can show
     */
    CommandLine of(Terminal terminal, PrintWriter out, PrintWriter err);
  }

  /** Runs a command and ends the process with its status. */
  public static void main(Commands commands, String... args) {
    System.exit(run(commands, System.getenv(), System.out, System.err, args));
  }

  static int run(
      Commands commands,
      Map<String, String> environment,
      PrintStream out,
      PrintStream err,
      String... args) {
    // What is printed is read by programs, browsers and our own parsers: 0.9 is not 0,9 for them.
    Locale.setDefault(Locale.ROOT);
    try {
      Logging.start(environment);
      return run(commands, Terminal.detect(environment), out, err, args);
    } catch (SpecException e) {
      err.println("fanout: " + e.getMessage());
      return ExitCode.USAGE;
    }
  }

  private static int run(
      Commands commands, Terminal terminal, PrintStream out, PrintStream err, String... args) {
    PrintWriter errors = terminal.people(Terminal.utf8(err));
    CommandLine commandLine = commands.of(terminal, Terminal.utf8(out), errors);
    int status = commandLine.execute(args);
    // A writer keeps quiet about a disk that is full and a pipe that is closed, until it is asked.
    if (!commandLine.getOut().checkError()) {
      return status;
    }
    errors.println("fanout: standard output did not take all that was written to it");
    return status == ExitCode.OK ? ExitCode.SOFTWARE : status;
  }
}
