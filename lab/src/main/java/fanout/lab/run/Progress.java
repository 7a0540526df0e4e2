package fanout.lab.run;

/** Hears how far a run has come. */
@FunctionalInterface
public interface Progress {
  /**
   * Something begins.
   *
   * @param what in a few words
   * @param share of the whole experiment that is done, from 0 to 1
   */
  void at(String what, double share);
}
