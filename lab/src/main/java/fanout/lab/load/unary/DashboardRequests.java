package fanout.lab.load.unary;

import fanout.v1.GetDashboardRequest;
import java.util.function.LongFunction;

/**
 * Requests for dashboards. Thread-safe.
 *
 * @param user whose
 * @param plan laid over the aggregator's default plan; may be empty
 * @param requestId names the random draws of the backends
 */
public record DashboardRequests(Template user, Template plan, Template requestId)
    implements LongFunction<byte[]> {
  @Override
  public byte[] apply(long index) {
    return GetDashboardRequest.newBuilder()
        .setUserId(user.of(index))
        .setPlan(plan.of(index))
        .setRequestId(requestId.of(index))
        .build()
        .toByteArray();
  }
}
