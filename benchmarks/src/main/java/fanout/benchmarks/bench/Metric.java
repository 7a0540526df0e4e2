package fanout.benchmarks.bench;

/** What is read in a round. */
public enum Metric {
  THROUGHPUT("throughput", "1/s"),
  P50("p50", "µs"),
  P99("p99", "µs"),
  CPU("CPU a request", "µs"),
  ALLOCATION("allocated a request", "kB"),
  TIME("time", "s"),
  LIVE_HEAP("live heap a call", "kB"),
  CORE_SHARE("of a core", "%"),
  PER_CORE("calls a core", "1/s"),
  SPANS("spans exported a request", "");

  private final String label;
  private final String unit;

  Metric(String label, String unit) {
    this.label = label;
    this.unit = unit;
  }

  /** Its name, to be shown. */
  public String label() {
    return label;
  }

  /** What its values are in. */
  public String unit() {
    return unit;
  }
}
