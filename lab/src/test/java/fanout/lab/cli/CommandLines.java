package fanout.lab.cli;

import fanout.lab.client.DashboardClient;
import fanout.lab.terminal.Terminal;
import fanout.lab.testbed.InProcess;
import fanout.lab.testbed.TestbedSettings;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Runs commands as the process would, with their output in hand. */
final class CommandLines {
  static final Terminal PIPE = new Terminal(200, false, true);

  private CommandLines() {}

  record Ran(int status, String out, String err) {}

  /** A running testbed runs until the test ends it, so {@code up} ends at once by itself. */
  static Ran run(String... args) {
    return run(Runnable::run, args);
  }

  static Ran run(UpCommand.Ending ending, String... args) {
    return run(PIPE, ending, args);
  }

  static Ran run(Terminal terminal, UpCommand.Ending ending, String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int status =
        Main.commandLine(terminal, ending, new PrintWriter(out), new PrintWriter(err))
            .execute(args);
    return new Ran(status, out.toString(), err.toString());
  }

  /** Quick backends on any free ports, warmed up. */
  static InProcess testbed() {
    InProcess testbed =
        InProcess.start(
            new TestbedSettings(
                TestbedSettings.anyPorts(), "latency=1ms", Optional.empty(), 7, List.of(), false));
    testbed.dashboards().call(DashboardClient.Ask.of("u-1"));
    return testbed;
  }

  static String target(InProcess testbed) {
    return "127.0.0.1:" + testbed.aggregator().dataAddress().getPort();
  }

  static String admin(InProcess testbed) {
    return testbed.backends().values().stream()
        .map(backend -> "127.0.0.1:" + backend.adminAddress().getPort())
        .collect(Collectors.joining(","));
  }
}
