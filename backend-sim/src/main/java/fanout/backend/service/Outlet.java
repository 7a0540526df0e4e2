package fanout.backend.service;

import fanout.runtime.spec.ByteSize;
import fanout.v1.AppliedBehavior;
import io.grpc.Metadata;
import io.grpc.Status;
import java.time.Duration;

/**
 * Where the answer of one simulated call goes: the whole of a unary RPC, or one message of a
 * stream. Used by one thread at a time. An answer to a caller that has just gone is dropped.
 */
interface Outlet {
  /**
   * Checks the request and makes the data of its answer.
   *
   * @throws fanout.runtime.spec.SpecException if the request is invalid
   */
  void prepare(ByteSize payload);

  /** Sends what comes before the message ahead of it, if it has not been sent. */
  void headers();

  /** Sends the message, and what comes before it. */
  void message(AppliedBehavior applied, ByteSize atLeast);

  /** The call has been answered. */
  void complete();

  /** Ends the RPC with an error, which for a stream ends all of it. */
  void fail(Status status, Metadata trailers);

  /** How long the message has to wait where the pieces are to leave {@code gap} apart. */
  long nanosToMessage(Duration gap);

  /** How long the end has to wait after the message; zero where it is no piece of its own. */
  long nanosToEnd(Duration gap);
}
