/** Realistic answers that depend on nothing but the user id. */
@NullMarked
package fanout.backend.payload;

import org.jspecify.annotations.NullMarked;
