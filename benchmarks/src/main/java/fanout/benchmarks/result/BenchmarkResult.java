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
 * @param foreignLoad share of the machine, in per cent, that others used meanwhile; null where the
 *     system does not tell
 * @param readings every round's, by arm and metric
 * @param problem why it could not be run; null where it was
 */
public record BenchmarkResult(
    String name,
    String question,
    List<Figure> figures,
    @Nullable Double foreignLoad,
    Map<String, Map<String, List<Double>>> readings,
    @Nullable String problem) {
  /** Others who use more of the machine than this are part of every figure. */
  private static final double BUSY = 10;

  /** Of a benchmark that could not be run. */
  public static BenchmarkResult failed(String name, String question, String problem) {
    return new BenchmarkResult(name, question, List.of(), null, Map.of(), problem);
  }

  /** Whether the machine was too noisy for this figure to be kept. */
  public boolean tooNoisy(Figure figure) {
    return figure.tooNoisy() || (foreignLoad != null && foreignLoad > BUSY);
  }

  /** What was known of the machine when this figure was taken; empty where nothing is known. */
  public String conditions(Figure figure) {
    String noise = figure.noise().isEmpty() ? "" : "noise floor " + figure.noise();
    return noise + (noise.isEmpty() || others().isEmpty() ? "" : ", ") + others();
  }

  /** What others used of the machine meanwhile; empty where that is not known. */
  public String others() {
    return foreignLoad == null ? "" : "others used %.0f %%".formatted(foreignLoad);
  }
}
