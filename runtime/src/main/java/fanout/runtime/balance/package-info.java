/**
 * Which replica a call goes to: a load-balancing policy that a call may ask for a certain replica,
 * or for one that it has not used before.
 */
@NullMarked
package fanout.runtime.balance;

import org.jspecify.annotations.NullMarked;
