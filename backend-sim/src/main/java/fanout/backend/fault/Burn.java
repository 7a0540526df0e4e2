package fanout.backend.fault;

import fanout.runtime.spec.Probability;
import fanout.runtime.spec.Spec;
import fanout.runtime.spec.SpecException;
import java.time.Duration;

/**
 * Computes before the latency begins.
 *
 * @param cpu CPU time to use up
 * @param on whose time
 */
@Spec.Name(value = "burn", doc = "uses up CPU time")
public record Burn(
    @Spec.Doc("CPU time to use up") Duration cpu,
    @Spec.Doc("handler (the pitfall) or worker") @Spec.Default("handler") Place on,
    @Spec.At @Spec.Default("100%") Probability probability)
    implements Fault {
  public Burn {
    SpecException.require(cpu.isPositive(), "cpu", cpu, "more than 0ms");
  }

  @Override
  public void beforeLatency(FaultyCall call, Runnable next) {
    call.occupy(on, Occupation.COMPUTE, cpu, next);
  }
}
