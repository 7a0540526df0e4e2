/** What became of one section: expected failures are values, not exceptions. */
@NullMarked
package fanout.aggregator.section;

import org.jspecify.annotations.NullMarked;
