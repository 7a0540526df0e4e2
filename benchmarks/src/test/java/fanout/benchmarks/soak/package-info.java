@NullMarked
package fanout.benchmarks.soak;

import org.jspecify.annotations.NullMarked;
