package fanout.backend;

import fanout.backend.capacity.Turnstile;
import fanout.backend.control.EffectiveBehavior;
import fanout.backend.control.RequestBehavior;
import fanout.backend.ledger.Ledger;
import fanout.runtime.settings.RuntimeLayer;
import java.util.Collection;

/**
 * One simulated backend: its name, its behaviour, and what happened to its calls. Thread-safe.
 *
 * @param name for example {@code orders}
 * @param control the lower layers of its behaviour: what it was started with, and what {@link
 *     fanout.backend.control.SimulatorService} has laid over it for the time being; a call that has
 *     arrived keeps the behaviour that it found
 * @param requests the upper layer
 * @param turnstile where calls take their permits
 * @param ledger what became of them
 */
public record Backend(
    String name,
    RuntimeLayer<EffectiveBehavior> control,
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
        new RuntimeLayer<>(
            EffectiveBehavior.of(startUp),
            EffectiveBehavior::overlay,
            time::nanoTime,
            time::now,
            inForce -> turnstile.setCapacity(inForce.behavior().capacity())),
        new RequestBehavior(name, names, acceptRequests),
        turnstile,
        new Ledger(time::nanoTime));
  }
}
