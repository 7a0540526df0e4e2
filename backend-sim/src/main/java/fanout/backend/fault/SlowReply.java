package fanout.backend.fault;

import fanout.runtime.spec.Probability;
import fanout.runtime.spec.Spec;
import fanout.runtime.spec.SpecException;
import java.time.Duration;

/**
 * Lets replies trickle. The messages of a stream leave one a gap. A unary reply leaves in its three
 * pieces: headers after the latency, the message one gap later, the trailers, which alone tell the
 * caller that it has been answered, one more gap later. A message itself cannot trickle: gRPC
 * frames it whole, and below gRPC there is only the connection, which other calls share.
 *
 * @param gap the time between two messages, or two pieces of a unary reply
 */
@Spec.Name(
    value = "slow-reply",
    doc =
        "messages of a stream leave one a gap; so do headers, message and trailers of a unary"
            + " reply")
public record SlowReply(
    @Spec.Doc("the time between two messages or pieces") Duration gap,
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
