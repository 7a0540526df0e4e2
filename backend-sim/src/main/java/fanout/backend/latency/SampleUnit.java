package fanout.backend.latency;

/** The unit of numbers that come without one. */
public enum SampleUnit {
  /** Nanoseconds. */
  NS(1),
  /** Microseconds. */
  US(1_000),
  /** Milliseconds. */
  MS(1_000_000),
  /** Seconds. */
  S(1_000_000_000);

  private final long nanos;

  SampleUnit(long nanos) {
    this.nanos = nanos;
  }

  /** How many nanoseconds one of it is. */
  public long nanos() {
    return nanos;
  }
}
