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
 */
public record Setup(String behavior, Optional<String> plan, Set<Ability> needs) {
  /** Backends that answer at once unless a request tells them otherwise. */
  public static final Setup USUAL =
      new Setup("latency=0ms", Optional.empty(), Set.of(Ability.REQUEST_BEHAVIOR));

  public Setup {
    needs = Set.copyOf(needs);
  }

  /** The same with another start-up behaviour. */
  public Setup behavior(String text) {
    return new Setup(text, plan, needs);
  }

  /** The same with another default plan. */
  public Setup plan(String text) {
    return new Setup(behavior, Optional.of(text), needs);
  }

  /** The same, and it needs this. */
  public Setup needs(Ability ability) {
    EnumSet<Ability> all = EnumSet.of(ability);
    all.addAll(needs);
    return new Setup(behavior, plan, all);
  }

  /**
   * A testbed's settings for this.
   *
   * @param tracing whether it is to be had for its traces: not where it is measured
   */
  public TestbedSettings settings(long seed, boolean tracing) {
    return new TestbedSettings(
        TestbedSettings.anyPorts(), behavior, plan, seed, List.of(), tracing);
  }
}
