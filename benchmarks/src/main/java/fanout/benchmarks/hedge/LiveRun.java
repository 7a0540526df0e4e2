package fanout.benchmarks.hedge;

import fanout.aggregator.hedge.HedgePolicy;
import fanout.backend.ledger.LedgerCounts;
import fanout.runtime.server.SimulationMetadata;
import fanout.v1.DashboardServiceGrpc;
import fanout.v1.GetDashboardRequest;
import fanout.v1.GetDashboardResponse;
import fanout.v1.Outcome;
import io.grpc.Metadata;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.ToLongFunction;

/**
 * One policy under an open Poisson load. Each latency counts from the moment at which the call
 * should have been sent (no coordinated omission); a call that fails is counted apart and has its
 * time among the latencies all the same.
 */
final class LiveRun {
  private static final long SECOND = 1_000_000_000;

  private final LiveSettings settings;
  private final String plan;
  private final DashboardServiceGrpc.DashboardServiceStub usual;
  private final DashboardServiceGrpc.DashboardServiceStub inOutage;
  private final long[] latencies;
  private final AtomicInteger failures = new AtomicInteger();
  private final SplittableRandom random =
      new SplittableRandom(7); // all policies meet the same load
  private final CountDownLatch warm;
  private final CountDownLatch open;

  /**
   * What a run gave.
   *
   * @param latencies ascending, in nanoseconds
   * @param attempts that reached the replicas, for the measured calls
   * @param cancelled of them, ended by the aggregator
   */
  record Result(long[] latencies, int failures, long attempts, long cancelled) {
    double quantile(double level) {
      return latencies[
          (int) Math.min(latencies.length - 1, Math.ceil(level * latencies.length) - 1)];
    }

    double extraLoad() {
      return (double) attempts / latencies.length - 1;
    }
  }

  private LiveRun(LiveSettings settings, HedgePolicy policy, LiveBed bed) {
    this.settings = settings;
    this.plan = LiveSettings.plan(policy);
    this.usual = DashboardServiceGrpc.newStub(bed.channel());
    Metadata slow = new Metadata();
    slow.put(SimulationMetadata.SIM, "orders:latency=" + settings.outage());
    this.inOutage =
        settings.outage().isEmpty()
            ? usual
            : usual.withInterceptors(MetadataUtils.newAttachHeadersInterceptor(slow));
    this.latencies = new long[settings.calls()];
    this.warm = new CountDownLatch(settings.warmUp());
    this.open = new CountDownLatch(settings.calls());
  }

  /** Runs a policy on a bed of its own. */
  static Result of(LiveSettings settings, HedgePolicy policy) throws InterruptedException {
    try (LiveBed bed = new LiveBed(settings)) {
      return new LiveRun(settings, policy, bed).run(bed);
    }
  }

  private Result run(LiveBed bed) throws InterruptedException {
    send(-settings.warmUp(), 0);
    warm.await();
    long attempts = sum(bed, LedgerCounts::started);
    long cancelled = sum(bed, LedgerCounts::cancelled);
    send(0, settings.calls());
    open.await();
    Arrays.sort(latencies);
    return new Result(
        latencies,
        failures.get(),
        sum(bed, LedgerCounts::started) - attempts,
        sum(bed, LedgerCounts::cancelled) - cancelled);
  }

  /** Sends the calls of these numbers, each at its time, whatever became of those before. */
  private void send(int from, int to) {
    long due = System.nanoTime();
    for (int call = from; call < to; call++) {
      due += (long) (-Math.log(1 - random.nextDouble()) * SECOND / settings.rate());
      for (long wait = due - System.nanoTime(); wait > 0; wait = due - System.nanoTime()) {
        LockSupport.parkNanos(wait);
      }
      send(call, due);
    }
  }

  private static long sum(LiveBed bed, ToLongFunction<LedgerCounts> count) {
    return bed.ledgers().stream().mapToLong(count).sum();
  }

  private void send(int call, long due) {
    boolean outage = call >= settings.calls() / 3 && call < settings.calls() * 2 / 3;
    (outage ? inOutage : usual)
        .getDashboard(
            GetDashboardRequest.newBuilder()
                .setUserId("u-" + call)
                .setRequestId("live-" + call)
                .setPlan(plan)
                .build(),
            new StreamObserver<>() {
              @Override
              public void onNext(GetDashboardResponse reply) {
                boolean loaded =
                    reply.getDashboard().getSections(0).getOutcome() == Outcome.OUTCOME_LOADED;
                ended(call, due, loaded);
              }

              @Override
              public void onError(Throwable error) {
                ended(call, due, false);
              }

              @Override
              public void onCompleted() {}
            });
  }

  private void ended(int call, long due, boolean loaded) {
    if (call < 0) {
      warm.countDown();
      return;
    }
    latencies[call] = System.nanoTime() - due;
    failures.addAndGet(loaded ? 0 : 1);
    open.countDown();
  }
}
