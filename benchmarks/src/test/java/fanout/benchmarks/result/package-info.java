@NullMarked
package fanout.benchmarks.result;

import org.jspecify.annotations.NullMarked;
