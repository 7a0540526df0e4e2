package fanout.lab.cli;

import java.io.PrintWriter;
import java.io.Writer;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;

/** What the lab's command line says of arguments, without running anything. */
public final class CommandLineCheck {
  private CommandLineCheck() {}

  /** The complaint, or nothing where the arguments are understood. */
  public static Optional<String> complaint(List<String> arguments) {
    PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
    try {
      Main.commandLine(CommandLines.PIPE, Runnable::run, nowhere, nowhere)
          .parseArgs(arguments.toArray(String[]::new));
      return Optional.empty();
    } catch (CommandLine.ParameterException e) {
      return Optional.ofNullable(e.getMessage()).or(() -> Optional.of(e.toString()));
    }
  }
}
