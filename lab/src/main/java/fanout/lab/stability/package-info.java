/**
 * Whether a verdict holds when the whole experiment is run again: many runs with other seeds, read
 * together. Every type is an immutable record.
 */
@NullMarked
package fanout.lab.stability;

import org.jspecify.annotations.NullMarked;
