/** The backends as the aggregator sees them; the only place that uses their stubs. */
@NullMarked
package fanout.aggregator.source;

import org.jspecify.annotations.NullMarked;
