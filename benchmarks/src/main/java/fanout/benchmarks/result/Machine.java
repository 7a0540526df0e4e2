package fanout.benchmarks.result;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * Where a run was made.
 *
 * @param jvm name and version
 * @param os name and version
 * @param cpu model, as the system names it
 * @param cores as many as the JVM may use
 */
public record Machine(String jvm, String os, String cpu, int cores) {
  /** This one. */
  public static Machine here() {
    return new Machine(
        System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"),
        System.getProperty("os.name") + " " + System.getProperty("os.version"),
        cpuModel(),
        Runtime.getRuntime().availableProcessors());
  }

  private static String cpuModel() {
    Path info = Path.of("/proc/cpuinfo");
    String architecture = System.getProperty("os.arch");
    if (!Files.isReadable(info)) {
      return architecture;
    }
    try (Stream<String> lines = Files.lines(info)) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse(architecture);
    } catch (IOException e) {
      return architecture; // the model is a remark, not a result
    }
  }

  /** Whether times taken on both can be compared. */
  boolean isLike(Machine other) {
    return cpu.equals(other.cpu) && cores == other.cores;
  }

  @Override
  public String toString() {
    return "%s, %d cores, %s, %s".formatted(cpu, cores, os, jvm);
  }
}
