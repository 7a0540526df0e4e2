@NullMarked
package fanout.benchmarks.cli;

import org.jspecify.annotations.NullMarked;
