package fanout.lab.cli;

import fanout.lab.terminal.Terminal;
import fanout.lab.testbed.InProcess;
import fanout.lab.testbed.LocalProcesses;
import fanout.lab.testbed.Testbed;
import fanout.lab.testbed.TestbedSettings;
import fanout.runtime.server.CannotListenException;
import fanout.runtime.spec.SpecException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;

/** {@code up}: a testbed that stays. */
@Command(
    name = "up",
    description = "Runs an aggregator and three backends until Ctrl-C, in one process or in four.",
    footerHeading =
        "%nExit status: 0 ended by Ctrl-C or SIGTERM, 1 a port is taken, 2 a flag was not"
            + " understood.%n")
final class UpCommand extends LabCommand {
  private final Ending ending;

  @ArgGroup private Place place = new Place();

  @Option(
      names = "--behavior",
      paramLabel = "BEHAVIOR",
      description = "How the backends behave: latency=5ms; orders:latency=200ms,error=INTERNAL@1%%")
  private String behavior = "";

  @Option(
      names = "--plan",
      paramLabel = "PLAN",
      description =
          "Of requests that bring none: strategy=concurrent,budget=1s; user:required=true")
  private @Nullable String plan;

  @Option(
      names = "--seed",
      paramLabel = "SEED",
      description = "Root of all random draws; made up and printed where it is not given.")
  private @Nullable Long seed;

  @Option(
      names = "--otlp",
      paramLabel = "URL",
      description =
          "Where spans go, for example to Jaeger at http://127.0.0.1:4317;"
              + " OTEL_EXPORTER_OTLP_ENDPOINT does the same. Without either nothing is traced.")
  private List<String> otlp = List.of();

  @Option(
      names = "--processes",
      description =
          "Each program in a process of its own, with the command line and the environment that"
              + " k8s/ gives its container.")
  private boolean processes;

  /** Where the testbed listens. */
  static final class Place {
    @Option(
        names = "--port",
        paramLabel = "FIRST",
        description =
            "The aggregator's port, the backends' follow, admin ports are ten higher (default: "
                + TestbedSettings.FIRST_PORT
                + ").")
    private int first = TestbedSettings.FIRST_PORT;

    @Option(names = "--any-port", description = "Any free ports.")
    private boolean any;
  }

  /** Waits until the testbed is to end, then ends it; may end the process with it. */
  @FunctionalInterface
  interface Ending {
    void await(Runnable end);
  }

  UpCommand(Terminal terminal, Ending ending) {
    super(terminal);
    this.ending = ending;
  }

  @Override
  public Integer call() {
    SpecException.require(
        place.first >= 1 && place.first <= TestbedSettings.HIGHEST_FIRST_PORT,
        "--port",
        place.first,
        "1 to " + TestbedSettings.HIGHEST_FIRST_PORT);
    TestbedSettings settings =
        new TestbedSettings(
            place.any ? TestbedSettings.anyPorts() : TestbedSettings.portsFrom(place.first),
            behavior,
            Optional.ofNullable(plan),
            seed(seed),
            otlp,
            false);
    Testbed testbed = start(settings);
    new UpText(screen(), UpText.services(testbed), settings).print();
    ending.await(
        () -> {
          err().println("\nending: calls under way may finish …");
          testbed.close();
          err().println("ended.");
          err().flush();
        });
    return ExitCode.OK;
  }

  private Testbed start(TestbedSettings settings) {
    try {
      return processes ? LocalProcesses.start(settings) : InProcess.start(settings);
    } catch (CannotListenException e) {
      throw new CommandFailedException(
          e.problem() + "; --port FIRST takes others, --any-port any free ones");
    }
  }
}
