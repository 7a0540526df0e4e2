package fanout.backend.fault;

/** Which thread a fault uses up. */
public enum Place {
  /**
   * The thread on which the handler runs; with direct handlers that is the event loop of the
   * connection, and every other call on it waits. This is the pitfall.
   */
  HANDLER,
  /** A thread beside the handlers. */
  WORKER
}
