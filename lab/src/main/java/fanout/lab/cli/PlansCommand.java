package fanout.lab.cli;

import fanout.lab.client.Connection;
import fanout.lab.client.PlanClient;
import fanout.lab.terminal.Terminal;
import fanout.lab.testbed.TestbedSettings;
import java.util.List;

/** A command to the aggregators behind one or several admin ports. */
abstract class PlansCommand extends AdminCommand {
  PlansCommand(Terminal terminal) {
    super(terminal, TestbedSettings.AGGREGATOR::equals);
  }

  /** Does the work and prints the result in {@code format}. */
  abstract void run(PlanClient plans, Format format);

  @Override
  final void run(List<Connection> processes, Format format) {
    processes.forEach(process -> run(new PlanClient(process.channel()), format));
  }
}
