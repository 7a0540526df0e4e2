package fanout.lab.cli;

import fanout.lab.terminal.Terminal;
import picocli.CommandLine;
import picocli.CommandLine.Command;

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
final class SimCommand extends CommandGroup {
  /** The command with its own commands. */
  static CommandLine commandLine(Terminal terminal) {
    return new CommandLine(new SimCommand())
        .addSubcommand(new SimGetCommand(terminal))
        .addSubcommand(new SimSetCommand(terminal))
        .addSubcommand(new SimResetCommand(terminal));
  }
}
