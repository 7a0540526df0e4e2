/** One deadline for a request, split among its calls. */
@NullMarked
package fanout.aggregator.budget;

import org.jspecify.annotations.NullMarked;
