@NullMarked
package fanout.benchmarks.profile;

import org.jspecify.annotations.NullMarked;
