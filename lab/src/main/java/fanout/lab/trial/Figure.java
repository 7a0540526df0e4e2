package fanout.lab.trial;

/**
 * What is measured in each trial.
 *
 * @param name as in tables
 * @param unit {@code ms}, {@code 1/s}, {@code %}, {@code ×}; empty for a bare number
 */
public record Figure(String name, String unit) {
  /** Median latency of a trial's calls. */
  public static final Figure P50 = new Figure("p50", "ms");

  /** 95th percentile of a trial's calls. */
  public static final Figure P95 = new Figure("p95", "ms");

  /** 99th percentile of a trial's calls. */
  public static final Figure P99 = new Figure("p99", "ms");

  /** The slowest of a trial's calls. */
  public static final Figure MAX = new Figure("max", "ms");

  /** Calls answered in each second; those that failed are not. */
  public static final Figure THROUGHPUT = new Figure("throughput", "1/s");

  /** Calls that ended with another code than OK, of all. */
  public static final Figure FAILED = new Figure("failed", "%");

  /** Whether a difference of it is told in its own unit rather than as a ratio. */
  public boolean isShare() {
    return unit.equals("%");
  }
}
