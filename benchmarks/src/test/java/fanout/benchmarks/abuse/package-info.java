/** What a stranger can do to the data port, and what becomes of the service for the others. */
@NullMarked
package fanout.benchmarks.abuse;

import org.jspecify.annotations.NullMarked;
