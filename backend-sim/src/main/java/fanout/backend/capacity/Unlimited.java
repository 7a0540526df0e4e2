package fanout.backend.capacity;

import fanout.runtime.spec.Spec;
import java.util.function.LongSupplier;

/** Every call starts at once. */
@Spec.Name(value = "unlimited", doc = "every call starts at once")
public record Unlimited() implements Capacity {
  @Override
  public Admission admission(LongSupplier nanoTime) {
    return new Admission() {
      @Override
      public Decision onArrival(int running, int waiting) {
        return Decision.ENTER;
      }

      @Override
      public boolean mayStart(int running) {
        return true;
      }
    };
  }
}
