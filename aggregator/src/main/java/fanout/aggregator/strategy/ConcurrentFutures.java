package fanout.aggregator.strategy;

import com.google.common.util.concurrent.Futures;
import fanout.runtime.spec.Spec;
import java.util.List;
import java.util.concurrent.Future;

/** Future stubs, all at once, then gathered by one thread in the order of the plan. */
@Spec.Name(value = "futures", doc = "future stubs, all at once, gathered by one thread")
public record ConcurrentFutures() implements FanOutStrategy {
  @Override
  public void fly(Flight flight) {
    List<? extends Future<?>> calls = flight.legs().stream().map(Leg::flyFuture).toList();
    calls.forEach(Futures::getUnchecked);
  }

  @Override
  public Shape shape() {
    return Shape.OVERLAPPING;
  }
}
