@NullMarked
package fanout.aggregator.limit;

import org.jspecify.annotations.NullMarked;
