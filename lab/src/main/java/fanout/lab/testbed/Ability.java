package fanout.lab.testbed;

/** What some testbeds can do and others cannot. */
public enum Ability {
  /** Takes behaviour that comes with a request, in the metadata {@code fanout-sim}. */
  REQUEST_BEHAVIOR("backends that accept behaviour with a request"),
  /** Has the backends' control ports: behaviour, capacity, ledgers. */
  SIMULATOR("the control ports of the backends"),
  /** Lets backends be called without an aggregator in between. */
  BACKENDS("backends that can be called directly"),
  /** Hands out the traces of requests. */
  TRACES("traces of single requests"),
  /** Starts further backends with settings of their own. */
  MORE_BACKENDS("further backends with start-up settings of their own");

  private final String noun;

  Ability(String noun) {
    this.noun = noun;
  }

  /** What it gives, to be read behind "needs". */
  public String noun() {
    return noun;
  }
}
