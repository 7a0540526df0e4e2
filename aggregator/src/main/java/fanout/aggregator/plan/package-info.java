/** All that can be chosen about one dashboard request, by default, per request, as one text. */
@NullMarked
package fanout.aggregator.plan;

import org.jspecify.annotations.NullMarked;
