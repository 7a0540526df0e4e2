package fanout.backend.service;

import fanout.backend.Behavior;
import fanout.backend.capacity.Turnstile;
import fanout.backend.control.BehaviorControl;
import fanout.backend.control.EffectiveBehavior;
import fanout.backend.control.RequestBehavior;
import fanout.backend.ledger.Ledger;
import io.grpc.StatusException;
import java.util.Collection;

/**
 * One simulated backend: its name, its behaviour, and what happened to its calls. Thread-safe.
 *
 * @param name for example {@code orders}
 * @param control the lower layers of its behaviour
 * @param requests the upper layer
 * @param turnstile where calls take their permits
 * @param ledger what became of them
 * @param engine what it shares with the other backends of the process
 */
public record Backend(
    String name,
    BehaviorControl control,
    RequestBehavior requests,
    Turnstile turnstile,
    Ledger ledger,
    Engine engine) {
  /**
   * A backend that nobody has called yet.
   *
   * @param names every name that request metadata may aim at
   */
  public static Backend create(
      String name, Behavior startUp, Collection<String> names, boolean acceptRequests, Engine engine) {
    Turnstile turnstile = new Turnstile(startUp.capacity(), engine.time()::nanoTime);
    return new Backend(
        name,
        new BehaviorControl(startUp, turnstile, engine.time()),
        new RequestBehavior(name, names, acceptRequests),
        turnstile,
        new Ledger(engine.time()::nanoTime),
        engine);
  }

  EffectiveBehavior behaviorFor(Inbound inbound) throws StatusException {
    return requests.over(control.effective(), inbound.simulation());
  }
}
