/** Who says how a backend behaves: start-up, the control service, the request itself. */
@NullMarked
package fanout.backend.control;

import org.jspecify.annotations.NullMarked;
