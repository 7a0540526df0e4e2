package fanout.lab.cli;

import fanout.lab.client.Connection;
import fanout.lab.client.SimulatorClient;
import fanout.lab.terminal.Terminal;
import fanout.lab.testbed.ReplicaAddresses;
import fanout.lab.testbed.TestbedSettings;
import fanout.runtime.server.ChannelSettings;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;

/** A command to the backends behind one or several admin ports. */
abstract class SimulatorCommand extends LabCommand {
  @Option(
      names = "--admin",
      paramLabel = "HOST:PORT",
      split = ",",
      description =
          "Admin ports of the backends' processes; every address that a name has (default: those of"
              + " ./fanout up).")
  private List<String> admin = List.of();

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      defaultValue = "text",
      description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private Format format = Format.text;

  SimulatorCommand(Terminal terminal) {
    super(terminal);
  }

  /** Does the work and prints the result in {@code format}. */
  abstract void run(SimulatorClient simulator, Format format);

  @Override
  public final Integer call() {
    List<Connection> connections = new ArrayList<>();
    try {
      for (String target : admin.isEmpty() ? usual() : everyReplica()) {
        Connection connection = Connection.open(target, ChannelSettings.DEFAULT);
        connections.add(connection);
        if (!connection.ready()) {
          throw new CommandFailedException(nobodyThere(target));
        }
      }
      run(new SimulatorClient(connections.stream().map(Connection::channel).toList()), format);
      return ExitCode.OK;
    } finally {
      connections.forEach(Connection::close);
    }
  }

  private List<String> everyReplica() {
    return admin.stream().flatMap(name -> ReplicaAddresses.of(name).stream()).toList();
  }

  private static String nobodyThere(String target) {
    return "nothing answers on admin port %s; ./fanout up starts backends, --admin names other ports"
        .formatted(target);
  }

  private static List<String> usual() {
    return TestbedSettings.portsFrom(TestbedSettings.FIRST_PORT).entrySet().stream()
        .filter(service -> !service.getKey().equals(TestbedSettings.AGGREGATOR))
        .map(service -> "127.0.0.1:" + service.getValue().admin())
        .toList();
  }
}
