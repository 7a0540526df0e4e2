package fanout.backend.fault;

import fanout.runtime.spec.ByteSize;
import fanout.runtime.spec.Probability;
import fanout.runtime.spec.Spec;
import fanout.runtime.spec.SpecException;

/**
 * Pads the reply beyond what the caller accepts; gRPC's own limit is 4 MiB. The caller fails with
 * RESOURCE_EXHAUSTED, while the ledger counts the call as finished: the backend has answered. The
 * padding is an unknown field of the reply message.
 *
 * @param size of the padded message
 */
@Spec.Name(value = "oversize", doc = "answers with a message larger than the caller accepts")
public record Oversize(
    @Spec.Doc("size of the message") @Spec.Default("5MiB") ByteSize size,
    @Spec.At @Spec.Default("100%") Probability probability)
    implements Fault {
  private static final long MOST = 64L << 20;

  public Oversize {
    SpecException.require(size.bytes() >= 1 && size.bytes() <= MOST, "size", size, "1B to 64MiB");
  }

  @Override
  public Delivery shape(Delivery delivery) {
    return new Delivery(delivery.gap(), size);
  }
}
