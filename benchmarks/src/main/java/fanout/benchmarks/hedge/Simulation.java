package fanout.benchmarks.hedge;

import fanout.aggregator.hedge.HedgeController;
import fanout.aggregator.hedge.HedgePolicy;
import fanout.aggregator.hedge.HedgedCall;
import fanout.aggregator.hedge.Replicas;
import io.grpc.Deadline;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.PriorityQueue;

/**
 * Plays a workload against a policy, event by event: a call arrives, a hedge is due, an attempt is
 * answered. The policy is the real one, with the simulation's clock; it learns of an answer when
 * that arrives, and of a loser what had been seen of it when it was cancelled.
 */
final class Simulation extends Deadline.Ticker {
  private final Workload workload;
  private final HedgeController controller;
  private final PriorityQueue<Event> events = new PriorityQueue<>();
  private final long[] latencies;
  private final int[] hedges;
  private long now;
  private int arrived;
  private long scheduled;

  private Simulation(Workload workload, HedgePolicy policy) {
    this.workload = workload;
    this.controller = policy.controller(new Replicas(Shape.REPLICAS), this, Runnable::run);
    this.latencies = new long[workload.calls()];
    this.hedges = new int[workload.calls()];
  }

  /** Runs to the end of the last call. */
  static Run run(Workload workload, HedgePolicy policy) {
    Simulation simulation = new Simulation(workload, policy);
    simulation.run();
    return new Run(simulation.latencies, simulation.hedges);
  }

  @Override
  public long nanoTime() {
    return now;
  }

  private void run() {
    while (arrived < workload.calls() || !events.isEmpty()) {
      Event next = events.peek();
      if (arrived < workload.calls() && (next == null || workload.arrival(arrived) <= next.at)) {
        now = workload.arrival(arrived);
        begin();
      } else {
        Event event = events.remove();
        if (!event.call.answered) {
          now = event.at;
          happen(event);
        }
      }
    }
  }

  private void begin() {
    int index = arrived++;
    int replica = workload.replica(index);
    Call call = new Call(index, controller.begin(replica));
    send(call, 0, replica);
    awaitHedge(call);
  }

  private void hedge(Call call, int replica) {
    hedges[arrived - 1]++;
    send(call, call.hedged.attempts() - 1, replica);
  }

  private void send(Call call, int attempt, int replica) {
    add(now + workload.latency(call.index, attempt, replica, now), call, attempt);
  }

  private void awaitHedge(Call call) {
    Optional<Duration> wait = call.hedged.untilHedge();
    wait.ifPresent(duration -> add(now + Math.max(0, duration.toNanos()), call, Event.HEDGE));
  }

  private void add(long at, Call call, int what) {
    events.add(new Event(at, scheduled++, call, what));
  }

  private void happen(Event event) {
    Call call = event.call;
    if (event.what == Event.HEDGE) {
      OptionalInt replica = call.hedged.hedge();
      replica.ifPresent(to -> hedge(call, to));
      awaitHedge(call);
      return;
    }
    call.answered = true;
    for (int attempt = 0; attempt < call.hedged.attempts(); attempt++) {
      if (attempt == event.what) {
        call.hedged.answered(attempt);
      } else {
        call.hedged.unanswered(attempt);
      }
    }
    latencies[call.index] = now - workload.arrival(call.index);
  }

  private static final class Call {
    private final int index;
    private final HedgedCall hedged;
    private boolean answered;

    Call(int index, HedgedCall hedged) {
      this.index = index;
      this.hedged = hedged;
    }
  }

  /** An attempt's answer, or the time for a hedge; equal times in the order of scheduling. */
  private record Event(long at, long order, Call call, int what) implements Comparable<Event> {
    static final int HEDGE = -1;

    @Override
    public int compareTo(Event other) {
      return at != other.at ? Long.compare(at, other.at) : Long.compare(order, other.order);
    }
  }
}
