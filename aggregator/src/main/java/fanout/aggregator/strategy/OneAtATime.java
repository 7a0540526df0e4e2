package fanout.aggregator.strategy;

import com.google.common.util.concurrent.Uninterruptibles;
import fanout.runtime.spec.Spec;
import java.util.concurrent.CountDownLatch;

/**
 * The wrong twin of {@link ConcurrentAsync}: asynchronous stubs, each awaited before the next is
 * called. It has the cost of asynchronous code and the latency of sequential code.
 */
@Spec.Name(value = "one-at-a-time", doc = "async stubs, each awaited before the next: the pitfall")
public record OneAtATime() implements FanOutStrategy {
  @Override
  public void fly(Flight flight) {
    for (Leg leg : flight.legs()) {
      CountDownLatch ended = new CountDownLatch(1);
      leg.flyAsync(ended::countDown);
      Uninterruptibles.awaitUninterruptibly(ended);
    }
  }

  @Override
  public Shape shape() {
    return Shape.CHAINED;
  }
}
