package fanout.benchmarks.soak;

import com.google.common.util.concurrent.MoreExecutors;
import io.grpc.Channel;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthGrpc;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.ConcurrentHistogram;

/**
 * The noise that every call of the same run has met too. Twofold: how late this machine wakes a
 * thread that has nothing else to do, which is the others' load and collections; and how long an
 * empty call takes on the calls' own connection, which is that and our own event loops' queues.
 * Empty calls are due at their times, and counted from them, whether or not the earlier ones have
 * come back.
 *
 * <p>Starts with its construction; when {@link #close} returns its thread has ended.
 */
final class Heartbeat implements AutoCloseable {
  private static final Duration PERIOD = Duration.ofMillis(1);
  private static final int BEATS_PER_CALL = 10;
  private static final int DIGITS = 3;

  private final ConcurrentHistogram late = new ConcurrentHistogram(DIGITS);
  private final ConcurrentHistogram empty = new ConcurrentHistogram(DIGITS);
  private final HealthGrpc.HealthFutureStub health;
  private final Thread thread;
  private volatile boolean stopped;

  /** Beats on this channel until it is closed. */
  Heartbeat(Channel channel) {
    health = HealthGrpc.newFutureStub(channel);
    thread = Thread.ofPlatform().daemon().name("soak-heartbeat").start(this::beat);
  }

  private void beat() {
    long due = System.nanoTime();
    for (long beats = 0; !stopped; beats++) {
      due += PERIOD.toNanos(); // a stall makes all beats late that fall into it, not one
      for (long wait = due - System.nanoTime();
          wait > 0 && !stopped;
          wait = due - System.nanoTime()) {
        LockSupport.parkNanos(wait);
      }
      late.recordValue(Math.max(0, System.nanoTime() - due));
      if (beats % BEATS_PER_CALL == 0) {
        callNothing(due);
      }
    }
  }

  private void callNothing(long due) {
    var call = health.check(HealthCheckRequest.getDefaultInstance());
    call.addListener(
        () -> empty.recordValue(System.nanoTime() - due), MoreExecutors.directExecutor());
  }

  @Override
  public void close() throws InterruptedException {
    stopped = true;
    thread.join();
  }

  /** By how much the thread was woken late, in nanoseconds. */
  ConcurrentHistogram late() {
    return late;
  }

  /** How long empty calls took, in nanoseconds. */
  ConcurrentHistogram empty() {
    return empty;
  }
}
