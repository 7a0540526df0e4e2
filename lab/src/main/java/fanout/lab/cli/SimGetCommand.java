package fanout.lab.cli;

import fanout.lab.client.SimulatorClient;
import fanout.lab.terminal.Terminal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code sim get}: how backends behave now. */
@Command(name = "get", description = "Shows how backends behave.")
final class SimGetCommand extends SimulatorCommand {
  @Parameters(
      paramLabel = "BACKEND",
      arity = "0..1",
      defaultValue = SimulatorClient.ALL,
      description = "For example orders; all of them where it is left out.")
  private String backend = SimulatorClient.ALL;

  SimGetCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  void run(SimulatorClient simulator, Format format) {
    Behaviors.print(simulator.behaviors(backend), format, screen(), out());
  }
}
