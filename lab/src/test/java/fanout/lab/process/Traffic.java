package fanout.lab.process;

import fanout.lab.client.DashboardCall;
import fanout.lab.client.DashboardClient;
import fanout.lab.client.DashboardClient.Ask;
import io.grpc.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/** Callers that each ask again as soon as they are answered, until told to stop. */
final class Traffic implements AutoCloseable {
  private final List<DashboardCall> calls = new CopyOnWriteArrayList<>();
  private final AtomicInteger next = new AtomicInteger();
  private final List<Thread> callers = new ArrayList<>();
  private volatile boolean stopped;

  /**
   * Begins.
   *
   * @param goOn whether the caller that got this answer asks again
   */
  Traffic(DashboardClient dashboards, int callers, String plan, Predicate<DashboardCall> goOn) {
    for (int i = 0; i < callers; i++) {
      this.callers.add(Thread.ofVirtual().start(() -> ask(dashboards, plan, goOn)));
    }
  }

  private void ask(DashboardClient dashboards, String plan, Predicate<DashboardCall> goOn) {
    boolean again = true;
    while (again && !stopped) {
      DashboardCall call =
          dashboards.call(Ask.of("u-" + next.incrementAndGet()).plan(plan));
      calls.add(call);
      again = goOn.test(call);
    }
  }

  /** The calls that have ended so far. */
  List<DashboardCall> calls() {
    return List.copyOf(calls);
  }

  /** How many calls have ended so. */
  long count(Status.Code code) {
    return calls.stream().filter(call -> call.status().getCode() == code).count();
  }

  /** Waits for the calls under way; whether each caller has ended within the guard. */
  boolean awaitEnd() throws InterruptedException {
    for (Thread caller : callers) {
      if (!caller.join(Child.LONG)) {
        return false;
      }
    }
    return true;
  }

  /** No further calls; those under way end by themselves. */
  @Override
  public void close() {
    stopped = true;
  }
}
