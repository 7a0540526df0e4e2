package fanout.lab.measure;

/**
 * One call; instants are those of one monotonic clock.
 *
 * <p>Three times of a call differ, and only the first is what its user felt: the latency counts
 * from the moment at which the call was due, the service time from the moment at which it left. A
 * generator that is held up by the server it measures sends late; the service times of the calls it
 * then sends look well, and the calls it did not send in the meantime are missing (coordinated
 * omission; Gil Tene, How NOT to Measure Latency, 2015).
 *
 * @param intendedNanos when the call was due
 * @param sentNanos when it was sent; not before it was due
 * @param endedNanos when its end was seen, or was no longer awaited
 */
public record Sample(long intendedNanos, long sentNanos, long endedNanos) {
  /** From the intended start to the end, in nanoseconds. */
  public long latency() {
    return endedNanos - intendedNanos;
  }

  /** From the actual send to the end, in nanoseconds. */
  public long serviceTime() {
    return endedNanos - sentNanos;
  }

  /** From the intended start to the actual send, in nanoseconds: the generator's own error. */
  public long lateness() {
    return sentNanos - intendedNanos;
  }
}
