@NullMarked
package fanout.benchmarks.contender;

import org.jspecify.annotations.NullMarked;
