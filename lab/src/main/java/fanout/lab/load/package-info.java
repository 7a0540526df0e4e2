/** The load generator: when calls are due, and what sends them. */
@NullMarked
package fanout.lab.load;

import org.jspecify.annotations.NullMarked;
