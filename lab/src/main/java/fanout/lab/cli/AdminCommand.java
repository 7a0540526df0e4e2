package fanout.lab.cli;

import fanout.lab.client.Connection;
import fanout.lab.terminal.Terminal;
import fanout.lab.testbed.ReplicaAddresses;
import fanout.lab.testbed.TestbedSettings;
import fanout.runtime.server.ChannelSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;

/** A command to the processes behind one or several admin ports. */
abstract class AdminCommand extends LabCommand {
  @Option(
      names = "--admin",
      paramLabel = "HOST:PORT",
      split = ",",
      description =
          "Admin ports of the processes; every address that a name has (default: those of"
              + " ./fanout up).")
  private List<String> admin = List.of();

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      defaultValue = "text",
      description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private Format format = Format.text;

  private final Predicate<String> concerned;

  /**
   * A command to some of what {@code ./fanout up} starts.
   *
   * @param concerned by the name of the service
   */
  AdminCommand(Terminal terminal, Predicate<String> concerned) {
    super(terminal);
    this.concerned = concerned;
  }

  /** Does the work and prints the result in {@code format}. */
  abstract void run(List<Connection> processes, Format format);

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
      run(connections, format);
      return ExitCode.OK;
    } finally {
      connections.forEach(Connection::close);
    }
  }

  private List<String> everyReplica() {
    return admin.stream().flatMap(name -> ReplicaAddresses.of(name).stream()).toList();
  }

  private static String nobodyThere(String target) {
    return "nothing answers on admin port %s; ./fanout up starts a testbed, --admin names other ports"
        .formatted(target);
  }

  private List<String> usual() {
    return TestbedSettings.portsFrom(TestbedSettings.FIRST_PORT).entrySet().stream()
        .filter(service -> concerned.test(service.getKey()))
        .map(service -> "127.0.0.1:" + service.getValue().admin())
        .toList();
  }
}
