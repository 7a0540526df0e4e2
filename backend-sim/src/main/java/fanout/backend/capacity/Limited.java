package fanout.backend.capacity;

import fanout.runtime.spec.Spec;
import fanout.runtime.spec.SpecException;
import java.util.function.LongSupplier;

/**
 * So many calls at a time; the next ones wait in the order of their arrival, and when the queue is
 * full they are refused with RESOURCE_EXHAUSTED.
 *
 * @param concurrent calls that run at a time
 * @param queue calls that may wait
 */
@Spec.Name(value = "limited", doc = "so many calls at a time, so many waiting, the rest refused")
public record Limited(
    @Spec.Doc("calls that run at a time") int concurrent,
    @Spec.Doc("calls that may wait") @Spec.Default("0") int queue)
    implements Capacity {
  public Limited {
    SpecException.require(concurrent >= 1, "concurrent", concurrent, "1 or more");
    SpecException.require(queue >= 0, "queue", queue, "0 or more");
  }

  @Override
  public Admission admission(LongSupplier nanoTime) {
    return new Admission() {
      @Override
      public Decision onArrival(int running, int waiting) {
        if (waiting == 0 && mayStart(running)) {
          return Decision.ENTER;
        }
        return waiting < queue ? Decision.WAIT : Decision.REFUSE;
      }

      @Override
      public boolean mayStart(int running) {
        return running < concurrent;
      }
    };
  }
}
