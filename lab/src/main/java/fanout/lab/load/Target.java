package fanout.lab.load;

import io.grpc.Status;
import java.util.function.Consumer;

/** What is called. Thread-safe. */
public interface Target {
  /**
   * Sends a call and returns without waiting for its end.
   *
   * @param index the number of the call within its run, for what differs from call to call
   * @param ended is told once, on any thread, possibly before this method returns
   * @return cancels the call
   */
  Runnable send(long index, Consumer<Status> ended);
}
