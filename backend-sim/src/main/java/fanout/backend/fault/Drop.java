package fanout.backend.fault;

import fanout.runtime.spec.Probability;
import fanout.runtime.spec.Spec;

/**
 * Breaks the TCP connection on which the call came, without a word of HTTP/2. HTTP/2 carries many
 * calls on one connection, so all of them break with it and end as UNAVAILABLE at the caller, which
 * reconnects. The ledger counts them as cancelled: their caller is gone.
 */
@Spec.Name(value = "drop", doc = "breaks the connection, and every other call on it")
public record Drop(@Spec.At @Spec.Default("100%") Probability probability) implements Fault {
  @Override
  public void onArrival(FaultyCall call, Runnable next) {
    call.dropConnection(this);
  }
}
