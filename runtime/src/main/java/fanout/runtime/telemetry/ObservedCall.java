package fanout.runtime.telemetry;

import io.grpc.CallOptions;

/**
 * What whoever makes a call has to say to telemetry, and what it is told: in the call's options
 * under {@link #KEY}. One option for all of it, since each copies the others. On every channel that
 * {@link Telemetry} instruments, with telemetry off too. Thread-safe; several calls that together
 * are one logical call may share it.
 */
public interface ObservedCall {
  /** Where telemetry finds it. */
  CallOptions.Key<ObservedCall> KEY = CallOptions.Key.create("fanout-observed-call");

  /** What the metrics of its attempts tell besides method and code. */
  CallLabels labels();

  /**
   * An attempt (first try, retry, hedge) begins: gRPC has decided on it. One that waits for a
   * connection and is never sent is told, too. Must not block.
   */
  void attempted();

  /**
   * An attempt has ended that had a connection, and no server has seen it. Told before the call's
   * listener hears of the end. Must not block.
   */
  void unseen(Unseen why);
}
