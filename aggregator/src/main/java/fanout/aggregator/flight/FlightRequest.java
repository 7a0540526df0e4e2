package fanout.aggregator.flight;

import fanout.aggregator.budget.Budget;
import fanout.aggregator.plan.Plan;
import org.jspecify.annotations.Nullable;

/**
 * One dashboard request after the edge has understood it. Immutable.
 *
 * @param userId whose dashboard
 * @param requestId names the request in the backends' random draws
 * @param traceId in lower-case hex; empty where the request is not traced
 * @param simulation behaviour that the caller aims at the backends, or null
 * @param plan what is to be done
 * @param budget how long it may take; it is running
 */
public record FlightRequest(
    String userId,
    String requestId,
    String traceId,
    @Nullable String simulation,
    Plan plan,
    Budget budget) {}
