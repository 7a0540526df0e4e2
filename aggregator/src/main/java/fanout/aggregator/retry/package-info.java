/** Whether a call that has failed is tried again, and when: gRFC A6, made aware of deadlines. */
@NullMarked
package fanout.aggregator.retry;

import org.jspecify.annotations.NullMarked;
