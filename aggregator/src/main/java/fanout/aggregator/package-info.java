@NullMarked
package fanout.aggregator;

import org.jspecify.annotations.NullMarked;
