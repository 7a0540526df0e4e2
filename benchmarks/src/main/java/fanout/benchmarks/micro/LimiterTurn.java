package fanout.benchmarks.micro;

import fanout.aggregator.limit.ConcurrencyLimit;
import fanout.aggregator.limit.Limit.End;
import fanout.aggregator.limit.Limiter;
import fanout.aggregator.limit.Permit;
import fanout.aggregator.limit.Shed;
import fanout.runtime.spec.Spec;
import io.grpc.Deadline;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** A call through a limit that has room: let in at once, and out again. */
@State(Scope.Benchmark)
public class LimiterTurn {
  /** One that stays and one that learns. */
  @Param({"fixed(32)", "vegas"})
  public String policy = "";

  private Limiter limiter = limiter("fixed(32)");

  /** A limiter of its own for each policy. */
  @Setup
  public void open() {
    limiter = limiter(policy);
  }

  private static Limiter limiter(String policy) {
    return new Limiter(
        "orders",
        Spec.parse(ConcurrencyLimit.class, policy).start(),
        0,
        Deadline.getSystemTicker(),
        (delay, task) -> CompletableFuture.completedFuture(null)); // nobody waits
  }

  /** In and out. */
  @Benchmark
  public Limiter.Wait turn() {
    return limiter.acquire(Optional.empty(), Through.INSTANCE);
  }

  private enum Through implements Limiter.Waiter {
    INSTANCE;

    @Override
    public void admitted(Permit permit) {
      permit.release(End.ANSWERED);
    }

    @Override
    public void shed(Shed shed) {
      throw new IllegalStateException("there is room for one: " + shed);
    }
  }
}
