/**
 * When a slow call is worth a second one: policies, the budget that bounds them, and the latency
 * that they learn. Pure algorithms: the clock is handed in, and nobody here makes a call. The
 * method is described in docs/hedging.md.
 */
@NullMarked
package fanout.aggregator.hedge;

import org.jspecify.annotations.NullMarked;
