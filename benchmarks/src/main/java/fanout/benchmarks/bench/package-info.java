/**
 * The end-to-end benchmarks: one file each, with what it compares and what it has to reach. See
 * docs/performance.md.
 */
@NullMarked
package fanout.benchmarks.bench;

import org.jspecify.annotations.NullMarked;
