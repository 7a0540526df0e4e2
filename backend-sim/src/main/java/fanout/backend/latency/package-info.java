/** How long a simulated call takes: one sealed family, one file a model. */
@NullMarked
package fanout.backend.latency;

import org.jspecify.annotations.NullMarked;
