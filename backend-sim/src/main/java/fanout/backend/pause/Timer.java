package fanout.backend.pause;

/** Waits on behalf of calls without holding a thread for each. Thread-safe. */
public interface Timer extends AutoCloseable {
  /** A wait under way. */
  interface Wait {
    /**
     * Calls the wait off.
     *
     * @return true if {@code then} will never run because of this call; false if it has run, is
     *     running or was called off before
     */
    boolean cancel();
  }

  /**
   * Runs {@code then} once {@code nanos} have passed; it must be short and must not block, for
   * every other wait is late by its length.
   *
   * @param nanos from now; zero or less runs {@code then} before this method returns, on the
   *     caller's thread
   * @throws java.util.concurrent.RejectedExecutionException if the timer is closed
   */
  Wait after(long nanos, Runnable then);

  /** No wait under way ends any more, and further ones are refused. */
  @Override
  void close();
}
