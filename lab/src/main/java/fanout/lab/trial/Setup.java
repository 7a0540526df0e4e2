package fanout.lab.trial;

import fanout.lab.testbed.Ability;
import fanout.lab.testbed.TestbedSettings;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The testbed that an experiment needs. Immutable.
 *
 * @param behavior start-up behaviour of the backends
 * @param plan the aggregator's default plan; empty for its usual one
 * @param needs without these there is no experiment
 * @param traced whether every request is traced: not where that would be part of what is measured;
 *     examples are then asked for again, on a testbed beside
 */
public record Setup(String behavior, Optional<String> plan, Set<Ability> needs, boolean traced) {
  /** Backends that answer at once unless a request tells them otherwise, every request traced. */
  public static final Setup USUAL =
      new Setup("latency=0ms", Optional.empty(), Set.of(Ability.REQUEST_BEHAVIOR), true);

  public Setup {
    needs = Set.copyOf(needs);
  }

  /** The same with another start-up behaviour. */
  public Setup behavior(String text) {
    return new Setup(text, plan, needs, traced);
  }

  /** The same with another default plan. */
  public Setup plan(String text) {
    return new Setup(behavior, Optional.of(text), needs, traced);
  }

  /** The same, and it needs this. */
  public Setup needs(Ability ability) {
    EnumSet<Ability> all = EnumSet.of(ability);
    all.addAll(needs);
    return new Setup(behavior, plan, all, traced);
  }

  /** The same without tracing. */
  public Setup untraced() {
    return new Setup(behavior, plan, needs, false);
  }

  /** A testbed's settings for this. */
  public TestbedSettings settings(long seed, boolean tracing) {
    return new TestbedSettings(
        TestbedSettings.anyPorts(), behavior, plan, seed, List.of(), tracing);
  }
}
