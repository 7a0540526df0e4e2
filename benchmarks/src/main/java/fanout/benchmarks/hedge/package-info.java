/**
 * Judges hedging policies by an exact simulation, in which an attempt takes as long as its draw
 * says and nothing else takes any time. See docs/hedging.md.
 */
@NullMarked
package fanout.benchmarks.hedge;

import org.jspecify.annotations.NullMarked;
