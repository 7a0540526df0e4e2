package fanout.lab.cli;

import fanout.lab.client.Connection;
import fanout.lab.client.SimulatorClient;
import fanout.lab.terminal.Terminal;
import fanout.lab.testbed.TestbedSettings;
import java.util.List;

/** A command to the backends behind one or several admin ports. */
abstract class SimulatorCommand extends AdminCommand {
  SimulatorCommand(Terminal terminal) {
    super(terminal, service -> !service.equals(TestbedSettings.AGGREGATOR));
  }

  /** Does the work and prints the result in {@code format}. */
  abstract void run(SimulatorClient simulator, Format format);

  @Override
  final void run(List<Connection> processes, Format format) {
    run(new SimulatorClient(processes.stream().map(Connection::channel).toList()), format);
  }
}
