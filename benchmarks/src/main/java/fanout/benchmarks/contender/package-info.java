/**
 * What is measured: servers that run in a process of their own, so that their processor time and
 * their allocations are theirs alone and no contender warms another one's code.
 */
@NullMarked
package fanout.benchmarks.contender;

import org.jspecify.annotations.NullMarked;
