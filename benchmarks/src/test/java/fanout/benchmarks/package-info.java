@NullMarked
package fanout.benchmarks;

import org.jspecify.annotations.NullMarked;
