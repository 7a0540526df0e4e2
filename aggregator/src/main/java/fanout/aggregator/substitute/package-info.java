/**
 * What stands in for an optional section that is missing: one sealed family, one file a substitute.
 */
@NullMarked
package fanout.aggregator.substitute;

import org.jspecify.annotations.NullMarked;
