package fanout.benchmarks.bench;

import fanout.benchmarks.contender.ContenderProcess;
import fanout.benchmarks.contender.Usage;
import fanout.lab.load.Arrivals;
import fanout.lab.load.Closed;
import fanout.lab.load.EventLoops;
import fanout.lab.load.LoadGenerator;
import fanout.lab.load.LoadPlan;
import fanout.lab.load.LoadResult;
import fanout.lab.load.Time;
import fanout.lab.load.unary.UnaryTarget;
import fanout.lab.load.wire.WireConnections;
import fanout.runtime.server.ChannelSettings;
import fanout.runtime.server.Channels;
import fanout.v1.GetDashboardRequest;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;

/** Asks one contender for dashboards over connections that stand. Not thread-safe. */
final class Callers implements AutoCloseable {
  /** More than there are event loops: a connection is bound to one of the server's. */
  private static final int CONNECTIONS = 8;

  private static final Duration CONNECT = Duration.ofSeconds(10);

  private final ContenderProcess contender;
  private final LongSupplier spans;
  private final EventLoops loops = new EventLoops(EventLoops.usual());
  private final List<ManagedChannel> channels;
  private final WireConnections wire;

  /**
   * Connects.
   *
   * @param spans how many have come from the contender so far
   */
  Callers(ContenderProcess contender, LongSupplier spans) throws InterruptedException {
    this.contender = contender;
    this.spans = spans;
    this.channels =
        IntStream.range(0, CONNECTIONS)
            .mapToObj(
                i ->
                    Channels.to(contender.target(), ChannelSettings.DEFAULT)
                        .transport(loops::carry)
                        .connect(CONNECT))
            .toList();
    this.wire =
        WireConnections.open(
                contender.target(),
                ChannelSettings.DEFAULT,
                loops,
                CONNECTIONS,
                contender.contender().method())
            .orElseThrow(() -> new IllegalStateException("no connection to " + contender.target()));
  }

  /**
   * Calls as {@code arrivals} say.
   *
   * @throws IllegalStateException if a call fails: nothing can be said of such a run
   */
  LoadResult call(Arrivals arrivals, String plan, Duration time) throws InterruptedException {
    return call(arrivals, plan, time, new Metadata());
  }

  private LoadResult call(Arrivals arrivals, String plan, Duration time, Metadata headers)
      throws InterruptedException {
    byte[] body =
        GetDashboardRequest.newBuilder().setUserId("u-1001").setPlan(plan).build().toByteArray();
    UnaryTarget target =
        new UnaryTarget(
            channels,
            contender.contender().method(),
            new UnaryTarget.Requests(index -> body, headers, Optional.empty()));
    LoadResult result =
        new LoadGenerator(wire.calling(target), LoadPlan.of(arrivals, time, 1), Time.system())
            .run();
    if (result.summary().ok() != result.summary().sent() || result.summary().sent() == 0) {
      throw new IllegalStateException(
          "of %d calls %d were answered; %s"
              .formatted(
                  result.summary().sent(),
                  result.summary().ok(),
                  result.summary().firstMessages()));
    }
    return result;
  }

  /**
   * Asks until the code on both sides is compiled: for {@code time}, and again while there is still
   * much to compile. Simulated backends answer meanwhile as fast as in {@link WarmUp#fast}: of ten
   * calls a second nothing would be compiled, and a latency would be that of an interpreter.
   */
  void warm(String plan, Duration time) throws InterruptedException {
    if (time.isPositive()) {
      WarmUp.run(contender, () -> call(new Closed(Arm.MANY), plan, time, WarmUp.fast()));
    }
  }

  /** What an arm comes to in so much time; spans are among it where some have come. */
  Map<Metric, Double> read(Arm arm, Duration time) throws InterruptedException {
    Usage before = contender.usage();
    long spansBefore = spans.getAsLong();
    LoadResult result = call(new Closed(arm.callers()), arm.plan(), time);
    Usage used = contender.usage().since(before);
    long exported = spans.getAsLong() - spansBefore;
    double calls = result.summary().ok();
    var latency = result.summary().all().latency();
    Map<Metric, Double> readings = new EnumMap<>(Metric.class);
    readings.put(Metric.THROUGHPUT, result.rps());
    readings.put(Metric.P50, latency.percentile(50) / 1e3);
    readings.put(Metric.P99, latency.percentile(99) / 1e3);
    readings.put(Metric.CPU, used.cpuNanos() / calls / 1e3);
    readings.put(Metric.ALLOCATION, used.allocatedBytes() / calls / 1e3);
    if (exported > 0) {
      readings.put(Metric.SPANS, exported / calls);
    }
    return readings;
  }

  @Override
  public void close() {
    wire.close();
    channels.forEach(ManagedChannel::shutdownNow);
    loops.close();
  }
}
