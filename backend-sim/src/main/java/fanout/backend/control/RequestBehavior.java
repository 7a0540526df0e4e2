package fanout.backend.control;

import fanout.backend.Behavior;
import fanout.runtime.server.SimulationMetadata;
import fanout.runtime.spec.Layers;
import fanout.runtime.spec.Spec;
import fanout.runtime.spec.SpecException;
import io.grpc.Status;
import io.grpc.StatusException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The upper layer of one backend's behaviour: what a request says about itself in its metadata.
 * Text without a target is aimed at every backend; text aimed at others does not concern this one.
 * Thread-safe.
 */
public final class RequestBehavior {
  private static final int CACHED = 256;

  private final String backend;
  private final Collection<String> targets;
  private final boolean accepted;
  private final Map<Key, EffectiveBehavior> cache =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, EffectiveBehavior> eldest) {
          return size() > CACHED;
        }
      };

  private record Key(EffectiveBehavior base, String text) {}

  /**
   * @param backend whose requests these are
   * @param targets every name that a request may aim at
   * @param accepted whether requests may bring behaviour at all
   */
  public RequestBehavior(String backend, Collection<String> targets, boolean accepted) {
    this.backend = backend;
    this.targets = targets;
    this.accepted = accepted;
  }

  /** Whether requests may bring behaviour at all. */
  public boolean accepted() {
    return accepted;
  }

  /**
   * The behaviour that applies to a request.
   *
   * @param text the value of {@code fanout-sim}, or null
   * @throws StatusException INVALID_ARGUMENT if the text is malformed or changes the capacity;
   *     FAILED_PRECONDITION if it is aimed at this backend, which does not accept it
   */
  public EffectiveBehavior over(EffectiveBehavior base, @Nullable String text)
      throws StatusException {
    if (text == null) {
      return base;
    }
    Key key = new Key(base, text);
    synchronized (cache) {
      EffectiveBehavior cached = cache.get(key);
      if (cached != null) {
        return cached;
      }
    }
    EffectiveBehavior result = read(base, text);
    synchronized (cache) {
      cache.put(key, result);
    }
    return result;
  }

  private EffectiveBehavior read(EffectiveBehavior base, String text) throws StatusException {
    try {
      Map<String, String> layers = Layers.split(text, targets);
      if (!layers.containsKey("") && !layers.containsKey(backend)) {
        return base;
      }
      if (!accepted) {
        throw Status.FAILED_PRECONDITION
            .withDescription(
                "%s: '%s' is aimed at %s, which does not accept behaviour from requests; allowed: no %s, or a backend started with accept-request-behavior=true"
                    .formatted(
                        SimulationMetadata.SIM.name(),
                        text,
                        backend,
                        SimulationMetadata.SIM.name()))
            .asException();
      }
      Behavior all = Spec.overlay(base.behavior(), layers.getOrDefault("", ""));
      Behavior own =
          Spec.overlay(all, layers.getOrDefault(backend, "")).withoutNewFiles(base.behavior());
      SpecException.require(
          own.capacity().equals(base.behavior().capacity()),
          "capacity",
          Spec.print(own.capacity()),
          "a change at start-up or by SimulatorService, because it belongs to the backend and not"
              + " to one request");
      return EffectiveBehavior.of(own);
    } catch (SpecException e) {
      throw Status.INVALID_ARGUMENT
          .withDescription(SimulationMetadata.SIM.name() + ": " + e.getMessage())
          .withCause(e)
          .asException();
    }
  }
}
