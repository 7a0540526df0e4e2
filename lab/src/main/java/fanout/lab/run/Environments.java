package fanout.lab.run;

import fanout.lab.result.Environment;
import fanout.lab.testbed.Testbed;
import io.grpc.ManagedChannel;
import io.opentelemetry.api.OpenTelemetry;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads off where this process runs. */
final class Environments {
  private static final Path CPU_INFO = Path.of("/proc/cpuinfo");

  private Environments() {}

  /** This process and a testbed. */
  static Environment of(Testbed testbed) {
    return new Environment(
        "%s %s".formatted(property("java.vm.name"), property("java.runtime.version")),
        List.copyOf(ManagementFactory.getRuntimeMXBean().getInputArguments()),
        "%s %s (%s)".formatted(property("os.name"), property("os.version"), property("os.arch")),
        cpu(),
        Runtime.getRuntime().availableProcessors(),
        versions(),
        testbed.place(),
        testbed.settings());
  }

  private static Map<String, String> versions() {
    Map<String, String> versions = new LinkedHashMap<>();
    versions.put("fanout", version(Environments.class).orElse("0.1.0"));
    // The launcher knows the commit; a jar that is started without it does not.
    Optional.ofNullable(System.getenv("FANOUT_COMMIT"))
        .filter(commit -> !commit.isBlank())
        .ifPresent(commit -> versions.put("commit", commit));
    version(ManagedChannel.class).ifPresent(v -> versions.put("grpc-java", v));
    version(OpenTelemetry.class).ifPresent(v -> versions.put("opentelemetry", v));
    return versions;
  }

  private static Optional<String> version(Class<?> type) {
    return Optional.ofNullable(type.getPackage().getImplementationVersion());
  }

  /** Linux says it there; elsewhere the architecture has to do. */
  private static String cpu() {
    try (Stream<String> lines = Files.lines(CPU_INFO)) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse(property("os.arch"));
    } catch (IOException e) {
      return property("os.arch");
    }
  }

  private static String property(String name) {
    return String.valueOf(System.getProperty(name));
  }
}
