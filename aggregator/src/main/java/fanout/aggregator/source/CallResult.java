package fanout.aggregator.source;

import com.google.protobuf.Message;
import fanout.v1.AppliedBehavior;
import io.grpc.Status;
import java.util.Optional;

/** How one call to a backend ended. */
public sealed interface CallResult {
  /** What the backend says it did with the call, if it got as far as saying so. */
  Optional<AppliedBehavior> applied();

  /**
   * The backend answered.
   *
   * @param part the content, or the part of it that the call's shard asked for
   */
  record Answer(Message part, AppliedBehavior behavior) implements CallResult {
    @Override
    public Optional<AppliedBehavior> applied() {
      return Optional.of(behavior);
    }
  }

  /**
   * The call failed.
   *
   * @param status never OK
   */
  record Failure(Status status, Optional<AppliedBehavior> applied) implements CallResult {}
}
