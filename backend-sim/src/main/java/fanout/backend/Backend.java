package fanout.backend;

import fanout.backend.capacity.Turnstile;
import fanout.backend.control.BehaviorControl;
import fanout.backend.control.RequestBehavior;
import fanout.backend.ledger.Ledger;
import java.util.Collection;

/**
 * One simulated backend: its name, its behaviour, and what happened to its calls. Thread-safe.
 *
 * @param name for example {@code orders}
 * @param control the lower layers of its behaviour
 * @param requests the upper layer
 * @param turnstile where calls take their permits
 * @param ledger what became of them
 */
public record Backend(
    String name,
    BehaviorControl control,
    RequestBehavior requests,
    Turnstile turnstile,
    Ledger ledger) {
  /**
   * A backend that nobody has called yet.
   *
   * @param names every name that request metadata may aim at
   * @param acceptRequests whether request metadata is honoured
   */
  public static Backend create(
      String name,
      Behavior startUp,
      Collection<String> names,
      boolean acceptRequests,
      TimeSource time) {
    Turnstile turnstile = new Turnstile(startUp.capacity(), time::nanoTime);
    return new Backend(
        name,
        new BehaviorControl(startUp, turnstile, time),
        new RequestBehavior(name, names, acceptRequests),
        turnstile,
        new Ledger(time::nanoTime));
  }
}
