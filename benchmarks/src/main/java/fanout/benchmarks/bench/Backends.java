package fanout.benchmarks.bench;

import fanout.benchmarks.contender.Contender.Surroundings;

/** The three backends behind a contender, in this process. */
interface Backends extends AutoCloseable {
  /** Where they are, for a contender that sends its spans to {@code otlp}. */
  Surroundings around(String otlp);

  @Override
  void close();
}
