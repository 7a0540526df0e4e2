package fanout.lab.cli;

import fanout.lab.client.SimulatorClient;
import fanout.lab.terminal.Terminal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code sim reset}: takes away what {@code sim set} laid over. */
@Command(name = "reset", description = "Goes back to the behaviour that backends started with.")
final class SimResetCommand extends SimulatorCommand {
  @Parameters(
      paramLabel = "BACKEND",
      arity = "0..1",
      defaultValue = SimulatorClient.ALL,
      description = "For example orders; all of them where it is left out.")
  private String backend = SimulatorClient.ALL;

  SimResetCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  void run(SimulatorClient simulator, Format format) {
    Behaviors.print(simulator.reset(backend), format, screen(), out());
  }
}
