package fanout.benchmarks.soak;

import fanout.lab.load.Target;
import fanout.runtime.server.SimulationMetadata;
import fanout.v1.DashboardServiceGrpc;
import fanout.v1.GetDashboardRequest;
import fanout.v1.GetDashboardResponse;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/** The caller's side of the books. Thread-safe. */
final class Caller implements Target {
  /** Few, so that caches of what users have are full after the warm-up. */
  private static final int USERS = 50;

  private final Channel channel;
  private final ScheduledExecutorService timer;
  private final long seed;
  private final Windows windows;
  private final LongAdder sent = new LongAdder();
  private final LongAdder endedTwice = new LongAdder();
  private final Map<Status.Code, LongAdder> ended = new ConcurrentHashMap<>();

  /** A caller on a channel and a timer of its owner's, whose calls end in these windows. */
  Caller(Channel channel, ScheduledExecutorService timer, long seed, Windows windows) {
    this.channel = channel;
    this.timer = timer;
    this.seed = seed;
    this.windows = windows;
  }

  @Override
  public Runnable send(long index, Consumer<Status> done) {
    return send(index, Ask.draw(new SplittableRandom(seed + index)), done);
  }

  /** Sends this and nothing drawn. */
  Runnable send(long index, Ask ask, Consumer<Status> done) {
    CallOptions options = CallOptions.DEFAULT;
    if (ask.deadline().isPresent()) {
      options = options.withDeadlineAfter(ask.deadline().get().toNanos(), TimeUnit.NANOSECONDS);
    }
    ClientCall<GetDashboardRequest, GetDashboardResponse> call =
        channel.newCall(DashboardServiceGrpc.getGetDashboardMethod(), options);
    Metadata headers = new Metadata();
    if (!ask.simulation().isEmpty()) {
      headers.put(SimulationMetadata.SIM, ask.simulation());
    }
    sent.increment();
    call.start(new Ending(ask.budget(), done), headers);
    call.request(2);
    call.sendMessage(
        GetDashboardRequest.newBuilder()
            .setUserId("u-" + index % USERS)
            .setPlan(ask.plan())
            .setRequestId("soak-" + seed + "-" + index)
            .build());
    call.halfClose();
    ask.leaves()
        .ifPresent(
            after -> {
              var unused =
                  timer.schedule(
                      () -> call.cancel("the caller leaves", null),
                      after.toNanos(),
                      TimeUnit.NANOSECONDS);
            });
    return () -> call.cancel("no longer awaited", null);
  }

  /** Calls made. */
  long sent() {
    return sent.sum();
  }

  /** Calls whose end was told more than once. */
  long endedTwice() {
    return endedTwice.sum();
  }

  /** Calls that have ended. */
  long endedCalls() {
    return ended.values().stream().mapToLong(LongAdder::sum).sum();
  }

  /** Calls by how they ended. */
  Map<Status.Code, Long> ended() {
    Map<Status.Code, Long> counts = new EnumMap<>(Status.Code.class);
    ended.forEach((code, count) -> counts.put(code, count.sum()));
    return counts;
  }

  private final class Ending extends ClientCall.Listener<GetDashboardResponse> {
    private final long begun = System.nanoTime();
    private final Duration budget;
    private final Consumer<Status> done;
    private final AtomicInteger ends = new AtomicInteger();

    Ending(Duration budget, Consumer<Status> done) {
      this.budget = budget;
      this.done = done;
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
      if (ends.incrementAndGet() > 1) {
        endedTwice.increment();
        return;
      }
      windows.overrun(Math.max(0, System.nanoTime() - begun - budget.toNanos()));
      ended.computeIfAbsent(status.getCode(), code -> new LongAdder()).increment();
      done.accept(status);
    }
  }
}
