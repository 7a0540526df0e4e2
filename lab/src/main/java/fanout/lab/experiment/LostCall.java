package fanout.lab.experiment;

import fanout.lab.load.LoadResult;
import fanout.lab.load.Target;
import fanout.lab.load.unary.UnaryTarget;
import fanout.lab.result.Estimate;
import fanout.lab.result.Finding;
import fanout.lab.testbed.Ability;
import fanout.lab.trial.Arm;
import fanout.lab.trial.Bench;
import fanout.lab.trial.Charts;
import fanout.lab.trial.Check;
import fanout.lab.trial.Claim;
import fanout.lab.trial.Conclusion;
import fanout.lab.trial.Design;
import fanout.lab.trial.Figure;
import fanout.lab.trial.Measurements;
import fanout.lab.trial.Observation;
import fanout.lab.trial.OrdersCalls;
import fanout.lab.trial.Setup;
import fanout.lab.trial.Shown;
import fanout.lab.trial.Size;
import fanout.runtime.spec.Spec;
import fanout.runtime.telemetry.Telemetry;
import fanout.v1.GetUserRequest;
import fanout.v1.GetUserResponse;
import fanout.v1.UserServiceGrpc;
import fanout.v1.UserServiceGrpc.UserServiceImplBase;
import io.grpc.Context;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/** What is called under a request ends with that request, and nobody is told. */
@Spec.Name(value = "lost-call", doc = "What becomes of the call that nobody awaited?")
public record LostCall() implements Experiment {
  private static final int LATENCY_MS = 25;
  private static final int CALLERS = 4;
  private static final double HALF = 50;
  private static final Figure COMPLETED = new Figure("completed", "%");

  /** How a handler makes a call whose answer it does not need. */
  private enum Way {
    FORGOTTEN("fired and forgotten", 0),
    FORKED("in a forked context", 100),
    AWAITED("awaited before the answer", 100);

    private final String text;
    private final double completedPercent;

    Way(String text, double completedPercent) {
      this.text = text;
      this.completedPercent = completedPercent;
    }
  }

  @Override
  public Claim claim() {
    return new Claim(
        "A call that is not awaited does not happen, and nothing says so.",
        "Python's “coroutine was never awaited”; in gRPC the server cancels the context of a"
            + " request that has been answered");
  }

  @Override
  public String method() {
    return ("A gRPC server of the lab's own answers a request at once and calls a backend besides,"
            + " which takes %d ms: with the stub just as it is, in a forked context, or"
            + " waiting for the backend before it answers. The figures are the share of the"
            + " backend's calls that ended with an answer, the share of requests whose caller saw"
            + " an error, and how long the callers waited.")
        .formatted(LATENCY_MS);
  }

  @Override
  public String prediction() {
    return "The server's answer ends the request and cancels its context: %.0f %% of the forgotten calls complete, %.0f %% of those in a forked context, and of those awaited %.0f %%, at the price of %d ms. No caller sees an error."
        .formatted(
            Way.FORGOTTEN.completedPercent,
            Way.FORKED.completedPercent,
            Way.AWAITED.completedPercent,
            LATENCY_MS);
  }

  @Override
  public Setup setup() {
    return Setup.USUAL.needs(Ability.BACKENDS);
  }

  @Override
  public Duration length() {
    return Duration.ofSeconds(4);
  }

  @Override
  public Design design(Size size) {
    int requests = size.work(60);
    Design design = Design.of(size.trials(6));
    for (Way way : Way.values()) {
      design =
          design.plus(new Arm(way.text, way == Way.FORGOTTEN, bench -> run(bench, way, requests)));
    }
    return design.twice(Way.FORKED.text);
  }

  private static Observation run(Bench bench, Way way, int requests) throws Exception {
    OrdersCalls orders =
        bench.orders(
            bench.testbed().backendChannel("orders"), "latency=%dms".formatted(LATENCY_MS));
    try (Service service = new Service(orders, way, bench.telemetry())) {
      LoadResult load = bench.load(service.target(), CALLERS, requests);
      return Observation.of(load).with(COMPLETED, service.completedPercent());
    }
  }

  /**
   * A server whose one method calls a backend besides. It hears how those calls end for the sake of
   * the measurement only.
   */
  private static final class Service extends UserServiceImplBase implements AutoCloseable {
    private static final int LIMIT_SECONDS = 20;

    private final OrdersCalls orders;
    private final Way way;
    private final Server server;
    private final ManagedChannel channel;
    private final Phaser underWay = new Phaser(1);
    private final AtomicLong begun = new AtomicLong();
    private final AtomicLong completed = new AtomicLong();

    Service(OrdersCalls orders, Way way, Telemetry telemetry) throws IOException {
      this.orders = orders;
      this.way = way;
      InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
      NettyServerBuilder builder =
          NettyServerBuilder.forAddress(any).directExecutor().addService(this);
      telemetry.instrument(builder);
      server = builder.build().start();
      NettyChannelBuilder caller =
          NettyChannelBuilder.forAddress(server.getListenSockets().getFirst())
              .directExecutor()
              .usePlaintext();
      telemetry.instrument(caller);
      channel = caller.build();
    }

    Target target() {
      byte[] request = GetUserRequest.getDefaultInstance().toByteArray();
      return new UnaryTarget(
          List.of(channel),
          UserServiceGrpc.getGetUserMethod().getFullMethodName(),
          new UnaryTarget.Requests(index -> request, new Metadata(), Optional.empty()));
    }

    @Override
    public void getUser(GetUserRequest request, StreamObserver<GetUserResponse> observer) {
      switch (way) {
        case FORGOTTEN -> {
          callBesides(() -> {});
          answer(observer);
        }
        case FORKED -> {
          Context.current().fork().run(() -> callBesides(() -> {}));
          answer(observer);
        }
        case AWAITED -> callBesides(() -> answer(observer));
      }
    }

    private static void answer(StreamObserver<GetUserResponse> observer) {
      observer.onNext(GetUserResponse.getDefaultInstance());
      observer.onCompleted();
    }

    private void callBesides(Runnable then) {
      underWay.register();
      orders.send(
          begun.getAndIncrement(),
          status -> {
            if (status.isOk()) {
              completed.incrementAndGet();
            }
            then.run();
            underWay.arriveAndDeregister();
          });
    }

    /** Of the calls besides; waits for the last of them. */
    double completedPercent() throws InterruptedException, TimeoutException {
      underWay.awaitAdvanceInterruptibly(underWay.arrive(), LIMIT_SECONDS, TimeUnit.SECONDS);
      return 100.0 * completed.get() / Math.max(1, begun.get());
    }

    @Override
    public void close() {
      channel.shutdownNow();
      server.shutdownNow();
    }
  }

  @Override
  public Conclusion conclusion(Measurements measured) {
    Estimate forgotten = completed(measured, Way.FORGOTTEN);
    Estimate forked = completed(measured, Way.FORKED);
    Estimate unseen = measured.mean(Way.FORGOTTEN.text, Figure.FAILED);
    return Conclusion.on(COMPLETED)
        .finding(
            check(measured, Way.FORGOTTEN, "Fewer than half of the forgotten calls complete.")
                .atMost(HALF))
        .finding(
            measured
                .check(
                    "unseen",
                    "Fewer than one in a hundred of their requests end with an error.",
                    unseen)
                .noise(measured.noise(Figure.FAILED))
                .predicted(0)
                .lowerIsBetter()
                .atMost(1))
        .finding(
            check(measured, Way.FORKED, "More than half of those in a forked context complete.")
                .atLeast(HALF))
        .finding(price(measured))
        .answer(
            "%s of the calls that nobody awaits complete, and %s of their requests end with an error. In a forked context %s complete, and the caller waits %s; where they are awaited %s."
                .formatted(
                    Shown.value(forgotten),
                    Shown.value(unseen),
                    Shown.value(forked),
                    Shown.value(measured.median(Way.FORKED.text, Figure.P50)),
                    Shown.value(measured.median(Way.AWAITED.text, Figure.P50))))
        .meaning(
            "An audit record, a cache refresh or an event sent “on the side” under the request's"
                + " context dies when the request is answered, without a log line. Fork the context"
                + " and give the call a deadline of its own, since a forked context has none; look"
                + " at its result; and what must not be lost belongs in the answer's path or in a"
                + " queue.")
        .table(measured, COMPLETED, Figure.FAILED, Figure.P50)
        .chart(
            Charts.bars(
                "Calls besides the request that complete",
                measured,
                COMPLETED,
                arm -> theory(arm.name())))
        .example("fired and forgotten, at the median", measured.atMedian(Way.FORGOTTEN.text))
        .example("in a forked context, at the median", measured.atMedian(Way.FORKED.text))
        .example("awaited before the answer, in the tail", measured.inTail(Way.AWAITED.text));
  }

  private static double theory(String arm) {
    return Arrays.stream(Way.values())
        .filter(way -> way.text.equals(arm))
        .mapToDouble(way -> way.completedPercent)
        .sum();
  }

  private static Estimate completed(Measurements measured, Way way) {
    return measured.mean(way.text, COMPLETED);
  }

  private static Check check(Measurements measured, Way way, String statement) {
    return measured
        .check(way.text, statement, completed(measured, way))
        .noise(measured.noise(COMPLETED))
        .predicted(way.completedPercent)
        .higherIsBetter();
  }

  /** What the caller pays: a forked call costs it nothing. */
  private static Finding price(Measurements measured) {
    return measured
        .check(
            "price of awaiting",
            "A handler that awaits the call keeps its caller waiting longer, by at least half of the %d ms of the backend."
                .formatted(LATENCY_MS),
            measured.difference(Way.AWAITED.text, Way.FORKED.text, Figure.P50))
        .noise(measured.noiseOfDifference(Figure.P50))
        .predicted(LATENCY_MS)
        .lowerIsBetter()
        .atLeast(LATENCY_MS / 2.0);
  }
}
