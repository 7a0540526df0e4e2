package fanout.runtime.telemetry;

import io.grpc.CallOptions;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A call with labels of its own that counts its attempts. */
record Observed(CallLabels labels, AtomicInteger attempts, List<Unseen> unseen)
    implements ObservedCall {
  Observed(CallLabels labels) {
    this(labels, new AtomicInteger(), new CopyOnWriteArrayList<>());
  }

  CallOptions options() {
    return CallOptions.DEFAULT.withOption(KEY, this);
  }

  @Override
  public void attempted() {
    attempts.incrementAndGet();
  }

  @Override
  public void unseen(Unseen why) {
    unseen.add(why);
  }
}
