package fanout.aggregator.flight;

import com.google.common.util.concurrent.MoreExecutors;
import io.grpc.Context;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Watches a context while something waits under it. Whichever of {@link #watch} and {@link #ignore}
 * comes first, no listener stays behind on the context once both have returned. Thread-safe.
 */
final class Departure {
  private final Context context;
  private final AtomicBoolean ignored = new AtomicBoolean();
  private volatile Context.CancellationListener listener = cancelled -> {};

  Departure(Context context) {
    this.context = context;
  }

  /** Runs {@code action} when the context is cancelled, at once if it is already. */
  void watch(Runnable action) {
    if (ignored.get()) {
      return;
    }
    listener = cancelled -> action.run();
    context.addListener(listener, MoreExecutors.directExecutor());
    if (ignored.get()) {
      context.removeListener(listener); // the wait ended meanwhile, before there was a listener
    }
  }

  /** The wait is over. */
  void ignore() {
    ignored.set(true);
    context.removeListener(listener);
  }
}
