package fanout.benchmarks.hedge;

import fanout.aggregator.hedge.HedgePolicy;
import fanout.runtime.server.SimulationMetadata;
import fanout.runtime.spec.Spec;
import fanout.v1.DashboardServiceGrpc;
import fanout.v1.GetDashboardRequest;
import fanout.v1.GetDashboardResponse;
import fanout.v1.Outcome;
import fanout.v1.Section;
import io.grpc.Metadata;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Policies side by side on real gRPC, under one open Poisson load: in each turn every policy has
 * one call, so that whatever the machine does meets all of them alike. The order is drawn anew for
 * each turn: a fixed one would beat with the rotation of the replicas, three policies with three
 * replicas would have one each. Each latency counts from the moment at which the call should have
 * been sent (no coordinated omission); a call that fails is counted apart and has its time among
 * the latencies all the same.
 */
final class LiveRun {
  private static final double SECOND = 1e9;

  private final Shape shape;
  private final List<String> plans;
  private final List<DashboardServiceGrpc.DashboardServiceStub> stubs = new ArrayList<>();
  private final long[][] latencies;
  private final int[][] hedges;
  private final AtomicInteger failures = new AtomicInteger();
  private final CountDownLatch open;

  /**
   * What became of the calls.
   *
   * @param runs one for each policy, in their order
   * @param failures calls without an answer, of all policies
   */
  record Result(List<Run> runs, int failures) {}

  private LiveRun(Shape shape, List<HedgePolicy> policies, int calls, LiveBed bed) {
    this.shape = shape;
    this.plans = policies.stream().map(LiveRun::plan).toList();
    for (int phase = 0; phase < shape.phases().size(); phase++) {
      stubs.add(stub(bed, phase));
    }
    this.latencies = new long[policies.size()][calls];
    this.hedges = new int[policies.size()][calls];
    this.open = new CountDownLatch(policies.size() * calls);
  }

  /**
   * Plays a shape from its beginning, with nothing learnt. Every call has ended when it returns.
   *
   * @param calls of each policy
   * @param rate calls a second of all together
   */
  static Result of(Shape shape, List<HedgePolicy> policies, int calls, int rate)
      throws InterruptedException {
    try (LiveBed bed = new LiveBed(shape.phases().getFirst())) {
      LiveRun live = new LiveRun(shape, policies, calls, bed);
      live.send(rate);
      live.open.await();
      List<Run> runs = new ArrayList<>();
      for (int policy = 0; policy < policies.size(); policy++) {
        runs.add(new Run(live.latencies[policy], live.hedges[policy]));
      }
      return new Result(runs, live.failures.get());
    }
  }

  private static String plan(HedgePolicy policy) {
    return "sections=orders,budget=60s; orders:hedge=" + Spec.print(policy);
  }

  /** The replicas are started as they are in the first phase; a later one is aimed at them. */
  private DashboardServiceGrpc.DashboardServiceStub stub(LiveBed bed, int phase) {
    var stub = DashboardServiceGrpc.newStub(bed.channel());
    if (phase == 0) {
      return stub;
    }
    Metadata aimed = new Metadata();
    String model = Spec.print(shape.phases().get(phase).replicas().getFirst());
    aimed.put(SimulationMetadata.SIM, "orders:latency=" + model);
    return stub.withInterceptors(MetadataUtils.newAttachHeadersInterceptor(aimed));
  }

  /** Sends the calls, each at its time, whatever became of those before. */
  private void send(int rate) {
    SplittableRandom random = new SplittableRandom(7);
    List<Integer> turn = new ArrayList<>(IntStream.range(0, latencies.length).boxed().toList());
    Random orders = Random.from(random.split());
    int all = latencies.length * latencies[0].length;
    long due = System.nanoTime();
    for (int call = 0; call < all; call++) {
      if (call % turn.size() == 0) {
        Collections.shuffle(turn, orders);
      }
      due += (long) (-Math.log1p(-random.nextDouble()) * SECOND / rate);
      for (long wait = due - System.nanoTime(); wait > 0; wait = due - System.nanoTime()) {
        LockSupport.parkNanos(wait);
      }
      send(turn.get(call % turn.size()), call / turn.size(), due);
    }
  }

  private void send(int policy, int call, long due) {
    stubs
        .get(shape.phase((double) call / latencies[policy].length))
        .getDashboard(
            GetDashboardRequest.newBuilder()
                .setUserId("u-" + call)
                .setRequestId("live-" + policy + "-" + call)
                .setPlan(plans.get(policy))
                .build(),
            new StreamObserver<>() {
              private @Nullable Section orders;

              @Override
              public void onNext(GetDashboardResponse reply) {
                orders = reply.getDashboard().getSections(0);
                latencies[policy][call] = System.nanoTime() - due;
              }

              @Override
              public void onError(Throwable error) {
                latencies[policy][call] = System.nanoTime() - due;
                onCompleted();
              }

              @Override
              public void onCompleted() {
                if (orders == null || orders.getOutcome() != Outcome.OUTCOME_LOADED) {
                  failures.incrementAndGet();
                }
                hedges[policy][call] = orders == null ? 0 : orders.getAttemptReport().getHedges();
                open.countDown();
              }
            });
  }
}
