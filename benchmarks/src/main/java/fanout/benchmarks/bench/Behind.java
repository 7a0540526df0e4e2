package fanout.benchmarks.bench;

import fanout.benchmarks.contender.Fanout.Threads;

/** What stands behind the contender of an arm; arms of equal ones share it. */
sealed interface Behind {
  /** Starts it. */
  Backends start();

  /**
   * Answers that were recorded once.
   *
   * @param threads where they are given
   */
  record Recorded(Threads threads) implements Behind {
    @Override
    public Backends start() {
      return new RecordedBackends(threads);
    }
  }

  /**
   * Simulated backends, as they are shipped.
   *
   * @param latency of each call, in the grammar's text
   */
  record Simulated(String latency) implements Behind {
    @Override
    public Backends start() {
      return new SimulatedBackends(latency);
    }
  }
}
