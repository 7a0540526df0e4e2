/**
 * What the small things cost that every request or every draw passes through, by JMH: {@code
 * ./fanout bench --micro}. Each class is one thing; what it returns keeps it from being optimised
 * away.
 */
@NullMarked
package fanout.benchmarks.micro;

import org.jspecify.annotations.NullMarked;
