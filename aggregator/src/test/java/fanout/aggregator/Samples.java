package fanout.aggregator;

import fanout.aggregator.join.All;
import fanout.aggregator.join.BestEffort;
import fanout.aggregator.join.FailFast;
import fanout.aggregator.join.FirstSuccess;
import fanout.aggregator.join.JoinPolicy;
import fanout.aggregator.join.Quorum;
import fanout.aggregator.strategy.ConcurrentAsync;
import fanout.aggregator.strategy.ConcurrentFutures;
import fanout.aggregator.strategy.FanOutStrategy;
import fanout.aggregator.strategy.FanOutStrategy.Shape;
import fanout.aggregator.strategy.OneAtATime;
import fanout.aggregator.strategy.PlatformPool;
import fanout.aggregator.strategy.Sequential;
import fanout.aggregator.strategy.VirtualThreads;
import fanout.runtime.spec.Spec;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;

/** One plan text for every variant of the sealed families; a variant without one fails its laws. */
public final class Samples {
  private static final Map<Class<?>, String> TEXTS =
      Map.ofEntries(
          Map.entry(Sequential.class, "sequential"),
          Map.entry(ConcurrentAsync.class, "concurrent"),
          Map.entry(ConcurrentFutures.class, "futures"),
          Map.entry(VirtualThreads.class, "virtual-threads"),
          Map.entry(PlatformPool.class, "platform-pool(threads=8,queue=512)"),
          Map.entry(OneAtATime.class, "one-at-a-time"),
          Map.entry(All.class, "all"),
          Map.entry(FailFast.class, "fail-fast"),
          Map.entry(BestEffort.class, "best-effort"),
          Map.entry(FirstSuccess.class, "first-success"),
          Map.entry(Quorum.class, "quorum(n=2)"));

  private Samples() {}

  /** Every strategy. */
  public static Stream<FanOutStrategy> strategies() {
    return samples(FanOutStrategy.class);
  }

  /** The strategies whose calls lie so in time. */
  public static Stream<FanOutStrategy> strategies(Shape shape) {
    return strategies().filter(strategy -> strategy.shape() == shape);
  }

  /** Every join policy. */
  public static Stream<JoinPolicy> policies() {
    return samples(JoinPolicy.class);
  }

  private static <T> Stream<T> samples(Class<T> family) {
    return Arrays.stream(family.getPermittedSubclasses())
        .map(
            variant -> {
              String text = TEXTS.get(variant);
              if (text == null) {
                throw new AssertionError("Samples has no text for " + variant);
              }
              return Spec.parse(family, text);
            });
  }
}
