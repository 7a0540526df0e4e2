/** What can go wrong with a simulated call: one sealed family, one file a fault. */
@NullMarked
package fanout.backend.fault;

import org.jspecify.annotations.NullMarked;
