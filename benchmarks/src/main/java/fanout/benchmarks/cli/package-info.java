/** The commands {@code bench} and {@code soak}. */
@NullMarked
package fanout.benchmarks.cli;

import org.jspecify.annotations.NullMarked;
