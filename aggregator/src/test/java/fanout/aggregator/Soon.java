package fanout.aggregator;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/** Awaitility that looks at once and often, and is patient with a busy machine. */
public final class Soon {
  private Soon() {}

  /** Starts a condition. */
  public static ConditionFactory await() {
    return Awaitility.await()
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(2))
        .timeout(Duration.ofSeconds(30));
  }
}
