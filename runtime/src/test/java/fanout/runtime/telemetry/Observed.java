package fanout.runtime.telemetry;

import io.grpc.CallOptions;
import java.util.concurrent.atomic.AtomicInteger;

/** A call with labels of its own that counts its attempts. */
record Observed(CallLabels labels, AtomicInteger attempts) implements ObservedCall {
  Observed(CallLabels labels) {
    this(labels, new AtomicInteger());
  }

  CallOptions options() {
    return CallOptions.DEFAULT.withOption(KEY, this);
  }

  @Override
  public void attempted() {
    attempts.incrementAndGet();
  }
}
