/**
 * How much is let in at once, what waits, and what is turned away: concurrency limits and load
 * shedding. Algorithms with an injected clock; nothing here holds a thread.
 */
@NullMarked
package fanout.aggregator.limit;

import org.jspecify.annotations.NullMarked;
