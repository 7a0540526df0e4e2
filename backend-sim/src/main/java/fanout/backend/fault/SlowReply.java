package fanout.backend.fault;

import fanout.runtime.spec.Probability;
import fanout.runtime.spec.Spec;
import fanout.runtime.spec.SpecException;
import java.time.Duration;

/**
 * Lets the reply trickle. gRPC hands over a message whole or not at all, so these are the pieces
 * that a server can hold apart: for a unary call the headers, the message and the trailers, with a
 * gap before the second and before the third; for a stream its messages, which then leave one a
 * gap.
 *
 * @param gap the wait before each piece
 */
@Spec.Name(value = "slow-reply", doc = "lets the reply trickle: headers, gap, message, gap, trailers")
public record SlowReply(
    @Spec.Doc("the wait before each piece") Duration gap,
    @Spec.At @Spec.Default("100%") Probability probability)
    implements Fault {
  public SlowReply {
    SpecException.require(gap.isPositive(), "gap", gap, "more than 0ms");
  }

  @Override
  public Delivery shape(Delivery delivery) {
    return new Delivery(gap, delivery.atLeast());
  }
}
