package fanout.benchmarks.micro;

import fanout.runtime.telemetry.Contexts;
import io.grpc.Context;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/** Both contexts carried to another task, as every leg of a flight does it. */
@State(Scope.Benchmark)
public class HandOver {
  private final Context.Key<String> key = Context.key("key");
  private final Context grpc = Context.ROOT.withValue(key, "value");
  private final io.opentelemetry.context.Context otel = io.opentelemetry.context.Context.root();

  /** Attaches both, reads one, and restores what was there. */
  @Benchmark
  public void run(Blackhole hole) {
    Contexts.run(grpc, otel, () -> hole.consume(key.get()));
  }
}
