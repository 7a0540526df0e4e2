package fanout.lab.demo;

import java.time.Duration;
import java.util.List;

/**
 * Latencies of one kind of request, in the order in which they were measured. Immutable.
 *
 * @param samples at least one
 */
public record Latencies(List<Duration> samples) {
  public Latencies {
    samples = List.copyOf(samples);
    if (samples.isEmpty()) {
      throw new IllegalArgumentException("no samples");
    }
  }

  /** The smallest sample that at least this share of all samples do not exceed (nearest rank). */
  public Duration quantile(double share) {
    int rank = (int) Math.ceil(share * samples.size());
    return samples.stream().sorted().toList().get(Math.max(rank, 1) - 1);
  }

  /** Position of the sample that {@link #quantile} gives, for example to show its trace. */
  public int indexOfQuantile(double share) {
    return samples.indexOf(quantile(share));
  }
}
