/** What a flight recording has sampled, drawn. */
@NullMarked
package fanout.benchmarks.profile;

import org.jspecify.annotations.NullMarked;
