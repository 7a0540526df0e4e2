package fanout.backend.fault;

import fanout.runtime.spec.Probability;
import fanout.runtime.spec.Spec;

/**
 * Never answers. The call holds its permit until the caller cancels or its deadline passes; that
 * ends it even where the behaviour ignores cancels, since it would otherwise never end.
 */
@Spec.Name(value = "hang", doc = "never answers; ends when the caller goes away")
public record Hang(@Spec.At @Spec.Default("100%") Probability probability) implements Fault {
  @Override
  public void beforeLatency(FaultyCall call, Runnable next) {
    call.hang();
  }
}
