package fanout.lab.cli;

import fanout.lab.terminal.Terminal;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code sim get|set|reset}: the behaviour of running backends. */
@Command(
    name = "sim",
    mixinStandardHelpOptions = true,
    description = "Reads and changes how running backends behave.",
    footerHeading = "%nExamples%n",
    footer = {
      "  ./fanout sim set orders latency=300ms",
      "  ./fanout sim set \"error=UNAVAILABLE@10%%\" --ttl 30s",
      "  ./fanout sim reset",
      "Every word of a behaviour: ./fanout specs",
      "",
      "Exit status: 0 done, 1 no answer, 2 a backend, behaviour or flag was not understood."
    })
final class SimCommand implements Runnable {
  @Spec private @Nullable CommandSpec spec;

  /** The command with its own commands. */
  static CommandLine commandLine(Terminal terminal) {
    return new CommandLine(new SimCommand())
        .addSubcommand(new SimGetCommand(terminal))
        .addSubcommand(new SimSetCommand(terminal))
        .addSubcommand(new SimResetCommand(terminal));
  }

  @Override
  public void run() {
    CommandLine commandLine = Objects.requireNonNull(spec).commandLine();
    throw new ParameterException(
        commandLine,
        "Missing command: one of " + String.join(", ", commandLine.getSubcommands().keySet()));
  }
}
