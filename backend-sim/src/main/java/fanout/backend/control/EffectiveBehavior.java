package fanout.backend.control;

import fanout.backend.Behavior;
import fanout.runtime.spec.Spec;

/**
 * A behaviour after all layers, with its text, which every reply echoes.
 *
 * @param text in the grammar of the specs
 */
public record EffectiveBehavior(Behavior behavior, String text) {
  /** A behaviour with its canonical text; that of no behaviour at all says at least the latency. */
  public static EffectiveBehavior of(Behavior behavior) {
    String text = Spec.print(behavior);
    return new EffectiveBehavior(behavior, text.isEmpty() ? "latency=0ms" : text);
  }

  /**
   * This one with what a text names replaced.
   *
   * @param text in the grammar of the specs
   * @throws fanout.runtime.spec.SpecException if it is malformed, or reads a file that this
   *     behaviour does not
   */
  public EffectiveBehavior overlay(String text) {
    return of(Spec.overlay(behavior, text).withoutNewFiles(behavior));
  }
}
