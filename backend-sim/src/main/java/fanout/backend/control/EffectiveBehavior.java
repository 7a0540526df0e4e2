package fanout.backend.control;

import fanout.backend.Behavior;
import fanout.runtime.spec.Spec;

/**
 * A behaviour after all layers, with its text, which every reply echoes.
 *
 * @param text in the grammar of the specs
 */
public record EffectiveBehavior(Behavior behavior, String text) {
  /** A behaviour with its canonical text. */
  public static EffectiveBehavior of(Behavior behavior) {
    return new EffectiveBehavior(behavior, Spec.print(behavior));
  }
}
