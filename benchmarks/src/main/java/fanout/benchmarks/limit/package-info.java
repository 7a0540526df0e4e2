/**
 * Plays limits against an overloaded server: {@link fanout.benchmarks.limit.LimitBenchmark} in
 * simulation, {@link fanout.benchmarks.limit.LiveBenchmark} on real gRPC.
 */
@NullMarked
package fanout.benchmarks.limit;

import org.jspecify.annotations.NullMarked;
