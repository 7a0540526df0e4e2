@NullMarked
package fanout.benchmarks.micro;

import org.jspecify.annotations.NullMarked;
