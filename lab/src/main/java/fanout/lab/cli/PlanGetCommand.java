package fanout.lab.cli;

import fanout.lab.client.PlanClient;
import fanout.lab.terminal.Terminal;
import picocli.CommandLine.Command;

/** {@code plan get}: the plan as it is now. */
@Command(name = "get", description = "Shows the plan.")
final class PlanGetCommand extends PlansCommand {
  PlanGetCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  void run(PlanClient plans, Format format) {
    PlanLayers.print(plans.get(), format, screen(), out());
  }
}
