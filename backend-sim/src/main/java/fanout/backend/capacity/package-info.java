/** How many calls a backend takes at once: one sealed family, one file a kind. */
@NullMarked
package fanout.backend.capacity;

import org.jspecify.annotations.NullMarked;
