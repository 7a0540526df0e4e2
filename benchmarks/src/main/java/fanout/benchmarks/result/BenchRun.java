package fanout.benchmarks.result;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonParseException;
import fanout.runtime.spec.SpecException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * One run of the benchmarks: the content of a result file. Immutable.
 *
 * @param schema version of this form
 * @param started when, in ISO 8601
 * @param seconds how long it took
 * @param effort how much was measured, in words
 * @param machine where
 * @param benchmarks in the order in which they ran
 */
public record BenchRun(
    int schema,
    String started,
    double seconds,
    String effort,
    Machine machine,
    List<BenchmarkResult> benchmarks) {
  /** The version that this code reads and writes. */
  public static final int SCHEMA = 2;

  private static final Gson JSON =
      new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

  /** The result of one benchmark, if it is there. */
  public Optional<BenchmarkResult> of(String name) {
    return benchmarks.stream().filter(benchmark -> benchmark.name().equals(name)).findFirst();
  }

  /** Writes the file, and its directory where that is missing. */
  public void write(Path file) throws IOException {
    Files.createDirectories(Objects.requireNonNull(file.toAbsolutePath().getParent()));
    Files.writeString(file, JSON.toJson(this) + "\n");
  }

  /**
   * Reads a file that {@link #write} has written.
   *
   * @throws SpecException if it is none
   */
  public static BenchRun read(String field, Path file) {
    try {
      BenchRun run = JSON.fromJson(Files.readString(file), BenchRun.class);
      SpecException.require(
          run != null && run.schema == SCHEMA && run.isWhole(),
          field,
          file,
          "a result file of ./fanout bench with schema " + SCHEMA);
      return run;
    } catch (IOException | JsonParseException | NumberFormatException e) {
      throw new SpecException(field, file, "a result file of ./fanout bench", e);
    }
  }

  /** JSON may leave out what a record has. */
  private boolean isWhole() {
    return machine != null
        && benchmarks != null
        && benchmarks.stream()
            .allMatch(
                benchmark ->
                    benchmark != null
                        && benchmark.name() != null
                        && benchmark.figures() != null
                        && benchmark.readings() != null);
  }
}
