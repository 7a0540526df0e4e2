package fanout.aggregator.strategy;

import com.google.common.util.concurrent.Uninterruptibles;
import fanout.runtime.spec.Spec;
import java.util.List;

/** Blocking stubs, each on a virtual thread of its own: blocking code, latency of the maximum. */
@Spec.Name(value = "virtual-threads", doc = "blocking stubs, each on a virtual thread of its own")
public record VirtualThreads() implements FanOutStrategy {
  @Override
  public void fly(Flight flight) {
    List<Thread> threads =
        flight.legs().stream()
            .map(leg -> Thread.ofVirtual().name("leg").start(leg::flyBlocking))
            .toList();
    threads.forEach(Uninterruptibles::joinUninterruptibly);
  }

  @Override
  public Shape shape() {
    return Shape.OVERLAPPING;
  }
}
