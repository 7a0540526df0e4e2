package fanout.aggregator.strategy;

import fanout.runtime.spec.Spec;

/** Asynchronous stubs, all at once; no thread waits. Latency is the maximum. */
@Spec.Name(value = "concurrent", doc = "async stubs, all at once; no thread waits")
public record ConcurrentAsync() implements FanOutStrategy {
  @Override
  public void fly(Flight flight) {
    flight.legs().forEach(leg -> leg.flyAsync(() -> {}));
  }

  @Override
  public boolean blocks() {
    return false;
  }

  @Override
  public Shape shape() {
    return Shape.OVERLAPPING;
  }
}
