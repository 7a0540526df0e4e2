/** The threads on which handlers run: one sealed family, one file a kind. */
@NullMarked
package fanout.backend.thread;

import org.jspecify.annotations.NullMarked;
