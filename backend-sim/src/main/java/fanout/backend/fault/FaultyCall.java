package fanout.backend.fault;

import io.grpc.Status;
import java.time.Duration;

/** What a fault can do to the call that it strikes. */
public interface FaultyCall {
  /**
   * Ends the call with an error. The status description says that it is simulated, and by which
   * fault.
   */
  void fail(Status.Code code, Fault by);

  /** Leaves the call unanswered until its caller goes away. */
  void hang();

  /** Breaks the connection on which the call came, and with it every other call on it. */
  void dropConnection(Fault by);

  /**
   * Uses up a thread, then goes on there. A caller that goes away does not stop it: nothing
   * interrupts a thread that computes or blocks.
   */
  void occupy(Place place, Occupation occupation, Duration time, Runnable next);
}
