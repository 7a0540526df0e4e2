@NullMarked
package fanout.benchmarks.bench;

import org.jspecify.annotations.NullMarked;
