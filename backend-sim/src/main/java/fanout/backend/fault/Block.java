package fanout.backend.fault;

import fanout.runtime.spec.Probability;
import fanout.runtime.spec.Spec;
import fanout.runtime.spec.SpecException;
import java.time.Duration;

/**
 * Blocks a thread before the latency begins, as a synchronous call to a database would.
 *
 * @param time how long
 * @param on which thread
 */
@Spec.Name(value = "block", doc = "blocks a thread")
public record Block(
    @Spec.Doc("how long") Duration time,
    @Spec.Doc("handler (the pitfall) or worker") @Spec.Default("handler") Place on,
    @Spec.At @Spec.Default("100%") Probability probability)
    implements Fault {
  public Block {
    SpecException.require(time.isPositive(), "time", time, "more than 0ms");
  }

  @Override
  public void beforeLatency(FaultyCall call, Runnable next) {
    call.occupy(on, Occupation.SLEEP, time, next);
  }
}
