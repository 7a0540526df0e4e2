/** One request under way: the race between results, limits, the join policy and the caller. */
@NullMarked
package fanout.aggregator.flight;

import org.jspecify.annotations.NullMarked;
