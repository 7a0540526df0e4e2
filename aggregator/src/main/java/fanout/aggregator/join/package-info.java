/** When a dashboard is good enough: one sealed family, one file a policy. */
@NullMarked
package fanout.aggregator.join;

import org.jspecify.annotations.NullMarked;
