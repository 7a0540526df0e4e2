package fanout.lab.cli;

import fanout.lab.testbed.InProcess;
import fanout.lab.testbed.LocalProcesses;
import fanout.lab.testbed.Remote;
import fanout.lab.testbed.Testbed;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** Where experiments run. */
final class RunPlace {
  @Option(
      names = "--processes",
      description =
          "Against an aggregator and backends in processes of their own instead of in this one.")
  private boolean processes;

  @ArgGroup(exclusive = false)
  private @Nullable Elsewhere elsewhere;

  /** A testbed that somebody else has started. */
  static final class Elsewhere {
    @Option(
        names = "--target",
        required = true,
        paramLabel = "HOST:PORT",
        description = "Against an aggregator that runs already.")
    private String target = "";

    @Option(
        names = "--admin",
        paramLabel = "HOST:PORT",
        split = ",",
        description =
            "Admin ports of its backends, to steer them; every address that a name has. Without"
                + " them no experiment can run.")
    private List<String> admin = List.of();

    @Option(
        names = "--backends",
        paramLabel = "NAME=HOST:PORT",
        split = ",",
        description =
            "The services of its three backends, for experiments that call them without an"
                + " aggregator.")
    private Map<String, String> backends = Map.of();

    @Option(
        names = "--jaeger",
        paramLabel = "URL",
        description = "The Jaeger that gets its spans, for the traces of the report.")
    private @Nullable String jaeger;

    private Remote.Addresses addresses() {
      return new Remote.Addresses(target, admin, backends, Optional.ofNullable(jaeger));
    }

    private String flags() {
      return " --target "
          + target
          + (admin.isEmpty() ? "" : " --admin " + String.join(",", admin))
          + (backends.isEmpty()
              ? ""
              : " --backends "
                  + backends.entrySet().stream()
                      .map(e -> e.getKey() + "=" + e.getValue())
                      .collect(Collectors.joining(",")))
          + (jaeger == null ? "" : " --jaeger " + jaeger);
    }
  }

  /** Makes testbeds of that kind. */
  Testbed.Launcher launcher() {
    if (elsewhere != null) {
      Remote.Addresses addresses = elsewhere.addresses();
      return settings -> Remote.launch(addresses, settings);
    }
    return processes ? LocalProcesses::start : InProcess::start;
  }

  /** The flags that name it again, each with a space before it. */
  String flags() {
    if (elsewhere != null) {
      return elsewhere.flags();
    }
    return processes ? " --processes" : "";
  }
}
