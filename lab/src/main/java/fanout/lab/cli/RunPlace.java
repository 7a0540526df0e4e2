package fanout.lab.cli;

import fanout.lab.testbed.InProcess;
import fanout.lab.testbed.LocalProcesses;
import fanout.lab.testbed.Testbed;
import picocli.CommandLine.Option;

/** Where experiments run. */
final class RunPlace {
  @Option(
      names = "--processes",
      description =
          "Against an aggregator and backends in processes of their own instead of in this one.")
  private boolean processes;

  /** Makes testbeds of that kind. */
  Testbed.Launcher launcher() {
    return processes ? LocalProcesses::start : InProcess::start;
  }

  /** The flags that name it again, each with a space before it. */
  String flags() {
    return processes ? " --processes" : "";
  }
}
