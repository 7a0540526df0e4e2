package fanout.benchmarks.result;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one benchmark came to. Immutable.
 *
 * @param name of the benchmark
 * @param question what it compares
 * @param figures in the order of the table; empty where it could not be run
 * @param noiseFloor the relative difference, in per cent, that its first arm shows against itself;
 *     null where an arm cannot be read twice
 * @param foreignLoad share of the machine, in per cent, that others used meanwhile; null where the
 *     system does not tell
 * @param readings every round's, by arm and metric
 * @param problem why it could not be run; null where it was
 */
public record BenchmarkResult(
    String name,
    String question,
    List<Figure> figures,
    @Nullable Double noiseFloor,
    @Nullable Double foreignLoad,
    Map<String, Map<String, List<Double>>> readings,
    @Nullable String problem) {
  /** A noise floor above this hides the differences that are looked for. */
  private static final double NOISY = 5;

  /** Others who use more of the machine than this are part of every figure. */
  private static final double BUSY = 10;

  /** Of a benchmark that could not be run. */
  public static BenchmarkResult failed(String name, String question, String problem) {
    return new BenchmarkResult(name, question, List.of(), null, null, Map.of(), problem);
  }

  /** Whether the machine was too noisy for the figures to be kept. */
  public boolean tooNoisy() {
    return (noiseFloor != null && noiseFloor > NOISY)
        || (foreignLoad != null && foreignLoad > BUSY);
  }

  /** What has to be known of the machine during the run; empty where nothing is known. */
  public String conditions() {
    String noise = noiseFloor == null ? "" : "noise floor %.1f %%".formatted(noiseFloor);
    String others = foreignLoad == null ? "" : "others used %.0f %%".formatted(foreignLoad);
    return noise + (noise.isEmpty() || others.isEmpty() ? "" : ", ") + others;
  }
}
