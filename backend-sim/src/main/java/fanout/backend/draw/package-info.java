/** Random draws that neither order nor concurrency can change. */
@NullMarked
package fanout.backend.draw;

import org.jspecify.annotations.NullMarked;
