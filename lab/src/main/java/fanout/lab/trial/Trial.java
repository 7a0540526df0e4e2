package fanout.lab.trial;

/** Measures a variant once. */
@FunctionalInterface
public interface Trial {
  /**
   * Runs it on a bench; must leave the testbed as it found it.
   *
   * @throws Exception if it could not be measured; the experiment fails with it
   */
  Observation run(Bench bench) throws Exception;
}
