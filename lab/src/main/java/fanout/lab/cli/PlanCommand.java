package fanout.lab.cli;

import fanout.lab.terminal.Terminal;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code plan get|set|reset}: the plan of a running aggregator. */
@Command(
    name = "plan",
    mixinStandardHelpOptions = true,
    description = "Reads and changes the plan that a running aggregator goes by.",
    footerHeading = "%nExamples%n",
    footer = {
      "  ./fanout plan get",
      "  ./fanout plan set \"strategy=sequential; orders:limit=100ms\"",
      "  ./fanout plan set \"admission=gradient\" --ttl 30s",
      "  ./fanout plan reset",
      "Every word of a plan: ./fanout specs. A request may still say otherwise: ./fanout call"
          + " --plan",
      "",
      "Exit status: 0 done, 1 no answer, 2 a plan or flag was not understood."
    })
final class PlanCommand extends CommandGroup {
  /** The command with its own commands. */
  static CommandLine commandLine(Terminal terminal) {
    return new CommandLine(new PlanCommand())
        .addSubcommand(new PlanGetCommand(terminal))
        .addSubcommand(new PlanSetCommand(terminal))
        .addSubcommand(new PlanResetCommand(terminal));
  }
}
