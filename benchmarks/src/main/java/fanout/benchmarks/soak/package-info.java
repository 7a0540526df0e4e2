/**
 * Torments the testbed for a while and then asks whether every call is accounted for and nothing
 * has grown. See docs/hard-to-break.md.
 */
@NullMarked
package fanout.benchmarks.soak;

import org.jspecify.annotations.NullMarked;
