package fanout.aggregator.strategy;

import fanout.runtime.spec.Spec;

/** Blocking stubs, one after another on the request's own thread: latency is the sum. */
@Spec.Name(value = "sequential", doc = "blocking stubs, one after another")
public record Sequential() implements FanOutStrategy {
  @Override
  public void fly(Flight flight) {
    flight.legs().forEach(Leg::flyBlocking);
  }

  @Override
  public Shape shape() {
    return Shape.CHAINED;
  }
}
