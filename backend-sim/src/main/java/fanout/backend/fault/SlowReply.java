package fanout.backend.fault;

import fanout.runtime.spec.Probability;
import fanout.runtime.spec.Spec;
import fanout.runtime.spec.SpecException;
import java.time.Duration;

/**
 * Lets replies trickle: the messages of a stream leave one a gap, and a unary reply is held back
 * for one gap after its latency. A unary reply cannot trickle: gRPC hands a message over whole or
 * not at all, and grpc-java flushes the headers and the message of a unary call together with its
 * trailers.
 *
 * @param gap the time between two messages
 */
@Spec.Name(
    value = "slow-reply",
    doc = "messages of a stream leave one a gap; a unary reply waits one")
public record SlowReply(
    @Spec.Doc("the time between two messages") Duration gap,
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
