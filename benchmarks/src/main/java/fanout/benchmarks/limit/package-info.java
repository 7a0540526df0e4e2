/**
 * Plays limits against an overloaded server, in simulation. Run {@link
 * fanout.benchmarks.limit.LimitBenchmark}.
 */
@NullMarked
package fanout.benchmarks.limit;

import org.jspecify.annotations.NullMarked;
