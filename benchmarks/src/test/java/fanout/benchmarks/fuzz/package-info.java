/**
 * Every door through which text or bytes of strangers come in, under malformed input: each is
 * either understood or refused by an error that says what is wrong. A few hundred inputs a door in
 * every build, more by {@code -Dfuzz.tries=1000000}.
 */
@NullMarked
package fanout.benchmarks.fuzz;

import org.jspecify.annotations.NullMarked;
