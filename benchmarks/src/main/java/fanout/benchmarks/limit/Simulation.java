package fanout.benchmarks.limit;

import fanout.aggregator.limit.Limit;
import fanout.aggregator.limit.Limit.End;
import fanout.aggregator.limit.Limiter;
import fanout.aggregator.limit.Permit;
import fanout.aggregator.limit.Shed;
import io.grpc.Deadline;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Plays an {@link Overload} against a limit, event by event: a call arrives, is let in, is worked
 * on, its caller leaves. The limiter is the real one, on the simulation's clock.
 */
final class Simulation {
  private final Overload overload;
  private final double load;
  private final Clock clock = new Clock();
  private final Limiter limiter;
  private final SplittableRandom arrivals;
  private final SplittableRandom services;
  private final SplittableRandom deadlines;
  private final Queue<Call> inServer = new ArrayDeque<>();
  private final Tally tally;
  private int working;

  private Simulation(Overload overload, double load, Limit limit, int queue, long seed) {
    this.overload = overload;
    this.load = load;
    this.limiter = new Limiter("server", limit, queue, clock, clock);
    SplittableRandom root = new SplittableRandom(seed);
    this.arrivals = root.split();
    this.services = root.split();
    this.deadlines = root.split();
    this.tally = new Tally(overload);
  }

  /**
   * Runs to the end of the last call.
   *
   * @param load arrivals as a multiple of what the server can do
   * @param queue how many calls may wait before it
   */
  static Outcome run(Overload overload, double load, Limit limit, int queue, long seed) {
    Simulation simulation = new Simulation(overload, load, limit, queue, seed);
    simulation.arriveNext();
    simulation.clock.run();
    return simulation.tally.outcome(simulation.limiter.load().limit());
  }

  private void arriveNext() {
    double gap = -Math.log1p(-arrivals.nextDouble()) * 1e9 / (load * overload.capacity());
    long at = clock.nanoTime() + Math.max(1, Math.round(gap));
    if (at < overload.length().toNanos()) {
      clock.at(at, this::arrive);
    }
  }

  private void arrive() {
    Call call = new Call();
    tally.arrived(call.arrived);
    call.start();
    arriveNext();
  }

  private void work() {
    while (working < overload.servers() && !inServer.isEmpty()) {
      Call call = inServer.remove();
      working++;
      clock.at(clock.nanoTime() + call.service, () -> worked(call));
    }
  }

  private void worked(Call call) {
    working--;
    call.answer();
    work();
  }

  private final class Call implements Limiter.Waiter {
    private final long arrived = clock.nanoTime();
    private final long service =
        overload.stretched(overload.service().drawNanos(services), arrived);
    private final Duration timeout =
        overload.deadlines().get(deadlines.nextInt(overload.deadlines().size()));
    private @Nullable Permit permit;
    private @Nullable Future<?> departure;
    private boolean gone;

    void start() {
      Deadline deadline = Deadline.after(timeout.toNanos(), TimeUnit.NANOSECONDS, clock);
      departure = clock.after(timeout, this::leave);
      limiter.acquire(Optional.of(deadline), this);
    }

    @Override
    public void admitted(Permit permit) {
      this.permit = permit;
      inServer.add(this);
      work();
    }

    @Override
    public void shed(Shed shed) {
      gone = true;
      tally.shed(arrived, clock.nanoTime());
    }

    private void leave() {
      if (!gone) {
        gone = true;
        end(End.DROPPED);
      }
    }

    private void answer() {
      tally.worked(arrived, clock.nanoTime(), !gone);
      if (!gone) {
        gone = true;
        end(End.ANSWERED);
      }
    }

    private void end(End how) {
      if (departure != null) {
        departure.cancel(false);
      }
      if (permit != null) {
        permit.release(how);
      }
    }
  }
}
