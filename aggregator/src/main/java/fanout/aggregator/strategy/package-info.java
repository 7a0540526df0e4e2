/** How the calls of one request are issued and awaited: one sealed family, one file a strategy. */
@NullMarked
package fanout.aggregator.strategy;

import org.jspecify.annotations.NullMarked;
