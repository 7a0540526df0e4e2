package fanout.lab.kubernetes;

import fanout.aggregator.AggregatorMain;
import fanout.aggregator.AggregatorSettings;
import fanout.backend.BackendMain;
import fanout.lab.cli.CommandLineCheck;
import fanout.runtime.server.ServerSettings;
import fanout.runtime.settings.Settings;
import fanout.runtime.settings.Startup;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** What becomes of a container's process: judged by the programs' own reading of settings. */
public sealed interface Start {
  /** Which program. */
  enum Role {
    AGGREGATOR("FANOUT_AGGREGATOR_"),
    BACKEND("FANOUT_BACKEND_"),
    LAB("FANOUT_LAB_"),
    JAEGER("JAEGER_");

    private final String prefix;

    Role(String prefix) {
      this.prefix = prefix;
    }

    /** With which the names of its environment variables begin. */
    public String prefix() {
      return prefix;
    }
  }

  /**
   * It serves.
   *
   * @param ports by name, those that other pods can reach: not what listens on loopback alone
   * @param drain how long it may take to finish accepted calls
   * @param targets which it calls, by the name of the setting or the argument
   */
  record Runs(Role role, Map<String, Integer> ports, Duration drain, Map<String, String> targets)
      implements Start {}

  /** It ends at once. */
  record Refused(String why) implements Start {}

  /** What the image's program does with the environment. */
  static Start of(Workload workload) {
    String image = workload.container().getImage();
    String program = image.replaceFirst(".*/", "").replaceFirst("[:@].*", "");
    Map<String, String> environment = workload.environment();
    return switch (program) {
      case "fanout-aggregator" ->
          started(AggregatorMain.settings(), environment, Start::aggregator);
      case "fanout-backend-sim" ->
          started(
              BackendMain.settings(),
              environment,
              settings -> serving(Role.BACKEND, settings.server(), Map.of()));
      case "fanout-lab" -> lab(workload);
      case "jaeger" -> jaeger(environment);
      default -> new Refused("image " + image + " is none of the testbed's");
    };
  }

  private static <T extends Record> Start started(
      Settings<T> settings, Map<String, String> environment, Function<T, Runs> run) {
    return switch (settings.load(List.of(), environment)) {
      case Startup.Run<T> started -> {
        Runs runs = run.apply(started.value());
        Map<String, String> targets = new LinkedHashMap<>(runs.targets());
        targets.putAll(otlp(environment));
        yield new Runs(runs.role(), runs.ports(), runs.drain(), targets);
      }
      case Startup.Stop<T> stop -> new Refused(stop.text().strip());
    };
  }

  private static Runs aggregator(AggregatorSettings settings) {
    return serving(Role.AGGREGATOR, settings.server(), settings.targets());
  }

  private static Map<String, String> otlp(Map<String, String> environment) {
    String name = "OTEL_EXPORTER_OTLP_ENDPOINT";
    return Optional.ofNullable(environment.get(name))
        .map(url -> Map.of(name, url.replaceFirst("^http://", "")))
        .orElse(Map.of());
  }

  private static Runs serving(Role role, ServerSettings server, Map<String, String> targets) {
    Map<String, Integer> ports = new LinkedHashMap<>();
    if (server.dataHost().equals("0.0.0.0")) {
      ports.put("data", server.dataPort());
    }
    if (server.adminHost().equals("0.0.0.0")) {
      ports.put("admin", server.adminPort());
    }
    return new Runs(role, ports, server.drainLimit(), targets);
  }

  /** What its own command line makes of the arguments; who it calls stands in them. */
  private static Start lab(Workload workload) {
    List<String> arguments =
        workload.arguments().stream()
            .map(argument -> argument.replaceFirst("<metadata[.]labels.*completion-index.*>", "0"))
            .toList();
    return CommandLineCheck.complaint(arguments)
        .<Start>map(Refused::new)
        .orElseGet(
            () -> {
              Map<String, String> targets = new LinkedHashMap<>();
              arguments.stream()
                  .flatMap(argument -> Stream.of(argument.split(",")))
                  .filter(argument -> argument.matches("(dns:///)?[\\w.-]+:\\d+"))
                  .forEach(target -> targets.put("argument " + target, target));
              return new Runs(Role.LAB, Map.of(), Duration.ZERO, targets);
            });
  }

  /** The ports of its built-in configuration, which reads the host from the environment. */
  private static Runs jaeger(Map<String, String> environment) {
    Map<String, Integer> ports =
        "0.0.0.0".equals(environment.get("JAEGER_LISTEN_HOST"))
            ? Map.of("otlp", 4317, "otlp-http", 4318, "query", 16_686, "health", 13_133)
            : Map.of();
    return new Runs(Role.JAEGER, ports, Duration.ZERO, Map.of());
  }
}
