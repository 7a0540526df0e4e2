package fanout.lab.cli;

import fanout.lab.client.PlanClient;
import fanout.lab.terminal.Terminal;
import picocli.CommandLine.Command;

/** {@code plan reset}: takes away what {@code plan set} laid over. */
@Command(name = "reset", description = "Goes back to the plan that the aggregator started with.")
final class PlanResetCommand extends PlansCommand {
  PlanResetCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  void run(PlanClient plans, Format format) {
    PlanLayers.print(plans.reset(), format, screen(), out());
  }
}
