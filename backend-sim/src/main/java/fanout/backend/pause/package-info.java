/** The one place that waits: no thread is held, and a wait ends at once when it is called off. */
@NullMarked
package fanout.backend.pause;

import org.jspecify.annotations.NullMarked;
