/**
 * The attempts of one call: hedges and retries below the stubs, so that every strategy has them
 * alike. {@link fanout.aggregator.attempt.AttemptInterceptor} turns a call into a race of real
 * calls; {@code CallRace} judges it; {@link fanout.runtime.resend} sends again what no server has
 * seen; docs/attempts.md tells how.
 */
@NullMarked
package fanout.aggregator.attempt;

import org.jspecify.annotations.NullMarked;
