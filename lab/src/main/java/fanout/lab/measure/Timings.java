package fanout.lab.measure;

/**
 * The times of some calls. Immutable.
 *
 * @param latency from the intended start
 * @param serviceTime from the actual send
 */
public record Timings(Distribution latency, Distribution serviceTime) {
  /** Of no call. */
  public static final Timings NONE = new Timings(Distribution.empty(), Distribution.empty());

  /** How many calls. */
  public long count() {
    return latency.count();
  }

  /** Both together, exactly. */
  public Timings plus(Timings other) {
    return new Timings(latency.plus(other.latency), serviceTime.plus(other.serviceTime));
  }
}
