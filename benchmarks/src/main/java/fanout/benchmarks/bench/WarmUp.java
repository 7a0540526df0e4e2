package fanout.benchmarks.bench;

import fanout.benchmarks.contender.ContenderProcess;
import fanout.benchmarks.contender.Usage;
import fanout.runtime.server.SimulationMetadata;
import io.grpc.Metadata;

/**
 * Lets the just-in-time compilers finish on both sides: their threads compete with what is measured
 * for the same cores. What is still to be compiled is not a matter of time, nor of a number of
 * calls, so they are asked.
 */
final class WarmUp {
  /** Of the time, how much they may still take. */
  private static final double COMPILED_BELOW = 0.05;

  private static final int MOST_SPELLS = 12;

  /** Not at once, so that the backends' timer is compiled too. */
  private static final String FAST = "latency=200us";

  private WarmUp() {}

  /** Something to be measured later; returns when it is done. */
  interface Spell {
    void run() throws InterruptedException;
  }

  /** Has simulated backends answer fast, whatever the latency is that is measured later. */
  static Metadata fast() {
    Metadata headers = new Metadata();
    headers.put(SimulationMetadata.SIM, FAST);
    return headers;
  }

  /** Runs {@code spell} until there is little left to compile, twelve times at most. */
  static void run(ContenderProcess contender, Spell spell) throws InterruptedException {
    double compiling = 1;
    for (int i = 0; i < MOST_SPELLS && compiling > COMPILED_BELOW; i++) {
      Usage theirs = contender.usage();
      Usage ours = Usage.ofThisProcess();
      long start = System.nanoTime();
      spell.run();
      long compiled =
          contender.usage().since(theirs).compilingNanos()
              + Usage.ofThisProcess().since(ours).compilingNanos();
      compiling = (double) compiled / (System.nanoTime() - start);
    }
  }
}
