package fanout.lab.load;

/**
 * How a run stands.
 *
 * @param elapsedNanos since its beginning
 * @param sent calls so far
 * @param open calls without an end yet
 * @param failed calls so far that ended with another code than OK
 * @param refused calls so far that were due but not sent
 */
public record LoadStatus(long elapsedNanos, long sent, int open, long failed, long refused) {
  /** Before a run. */
  static final LoadStatus NOT_STARTED = new LoadStatus(0, 0, 0, 0, 0);
}
