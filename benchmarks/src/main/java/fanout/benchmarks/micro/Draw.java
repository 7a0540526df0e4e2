package fanout.benchmarks.micro;

import fanout.backend.draw.Draws;
import fanout.backend.latency.LatencyModel;
import fanout.runtime.spec.Spec;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** A simulated call's latency: a stream named by the request, and one draw from it. */
@State(Scope.Thread)
public class Draw {
  private final Draws draws = new Draws(1);
  private final LatencyModel model =
      Spec.parse(LatencyModel.class, "lognormal(p50=20ms,p99=200ms)");
  private long request;

  /** As a backend does it for each call. */
  @Benchmark
  public long latencyNanos() {
    return model.drawNanos(draws.stream("orders", "latency", "r-" + request++));
  }
}
