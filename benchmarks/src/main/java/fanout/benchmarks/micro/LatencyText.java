package fanout.benchmarks.micro;

import fanout.backend.latency.LatencyModel;
import fanout.runtime.spec.Spec;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** The grammar at work on one variant with parameters. */
@State(Scope.Benchmark)
public class LatencyText {
  private final String text = "lognormal(p50=20ms,p99=200ms)";
  private final LatencyModel model = Spec.parse(LatencyModel.class, text);

  /** Text to record. */
  @Benchmark
  public LatencyModel parse() {
    return Spec.parse(LatencyModel.class, text);
  }

  /** Record to text. */
  @Benchmark
  public String print() {
    return Spec.print(model);
  }
}
