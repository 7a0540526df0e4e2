package fanout.aggregator;

import fanout.aggregator.flight.FlightDeck;
import fanout.aggregator.plan.Plan;
import fanout.aggregator.source.Sources;
import fanout.runtime.balance.SpreadLoadBalancerProvider;
import fanout.runtime.server.Channels;
import fanout.runtime.server.ServerHost;
import fanout.runtime.settings.RuntimeLayer;
import fanout.runtime.telemetry.Telemetry;
import io.grpc.Deadline;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;

/**
 * An aggregator from start to drain; what {@link AggregatorMain} runs and what the one-process
 * testbed embeds. Thread-safe.
 *
 * <p>When {@link #close} returns, its ports and its connections are closed, every accepted request
 * has ended, and its threads are gone. The telemetry belongs to the caller.
 */
public final class Aggregator implements AutoCloseable {
  private final Map<String, ManagedChannel> channels;
  private final FlightDeck deck;
  private final ServerHost host;

  private Aggregator(
      AggregatorSettings settings, Telemetry telemetry, Optional<Executor> executor) {
    Deadline.Ticker ticker = Deadline.getSystemTicker();
    this.channels = open(settings, telemetry, executor);
    this.deck = new FlightDeck(Sources.all(channels::get), telemetry, ticker);
    try {
      this.host = host(settings, telemetry, executor, deck, ticker);
    } catch (RuntimeException e) {
      disconnect(channels);
      deck.close();
      throw e;
    }
  }

  private static ServerHost host(
      AggregatorSettings settings,
      Telemetry telemetry,
      Optional<Executor> executor,
      FlightDeck deck,
      Deadline.Ticker ticker) {
    RuntimeLayer<Plan> plan =
        new RuntimeLayer<>(
            settings.defaultPlan(), Plan::overlay, ticker::nanoTime, InstantSource.system());
    ServerHost.Builder builder =
        ServerHost.builder(settings.server())
            .service(
                new DashboardService(deck, new PlanCache(() -> plan.state().effective()), ticker))
            .adminService(new PlanService(plan))
            .interceptor(new InboundSimulation())
            .telemetry(telemetry);
    executor.ifPresent(builder::executor);
    return builder.build();
  }

  /** A channel for each section, or none where one of the targets is no good. */
  private static Map<String, ManagedChannel> open(
      AggregatorSettings settings, Telemetry telemetry, Optional<Executor> executor) {
    Map<String, ManagedChannel> channels = new LinkedHashMap<>();
    try {
      settings
          .targets()
          .forEach(
              (section, target) ->
                  channels.put(section, open(target, settings, telemetry, executor)));
      return channels;
    } catch (RuntimeException e) {
      disconnect(channels);
      throw e;
    }
  }

  /**
   * Handlers and callbacks run on event loops: nothing of ours blocks there, see {@link
   * DashboardService}.
   */
  private static ManagedChannel open(
      String target,
      AggregatorSettings settings,
      Telemetry telemetry,
      Optional<Executor> executor) {
    Channels channel = Channels.to(target, settings.backends());
    executor.ifPresent(channel::executor);
    channel.serviceConfig(SpreadLoadBalancerProvider.SERVICE_CONFIG);
    channel.transport(NettyChannelBuilder::disableRetry); // see ResendInterceptor
    telemetry.clientTracing().forEach(channel::interceptor);
    return channel.open();
  }

  private static void disconnect(Map<String, ManagedChannel> channels) {
    channels.values().forEach(ManagedChannel::shutdownNow);
  }

  /**
   * Opens the ports and starts to connect to the backends; a backend that is down does not stop the
   * start, it is UNAVAILABLE until it is up. Where it throws, nothing is left open.
   *
   * @throws fanout.runtime.spec.SpecException if a target is malformed or a file of the TLS
   *     settings cannot be read
   * @throws fanout.runtime.server.CannotListenException if a port cannot be opened
   */
  public static Aggregator start(AggregatorSettings settings, Telemetry telemetry) {
    return start(settings, telemetry, Optional.empty());
  }

  /**
   * The same with handlers and callbacks on other threads than the event loops, to measure what a
   * hand-over costs.
   *
   * @param executor of the caller, who closes it afterwards; empty for the event loops
   */
  public static Aggregator start(
      AggregatorSettings settings, Telemetry telemetry, Optional<Executor> executor) {
    Aggregator aggregator = new Aggregator(settings, telemetry, executor);
    try {
      aggregator.host.start();
    } catch (RuntimeException e) {
      aggregator.close();
      throw e;
    }
    return aggregator;
  }

  /**
   * Waits until a connection to each backend stands, so that nothing is dialled inside a request.
   *
   * @return whether they all stand within {@code limit}
   */
  public boolean awaitBackends(Duration limit) {
    long end = System.nanoTime() + limit.toNanos();
    return channels.values().stream()
        .allMatch(
            channel -> Channels.awaitReady(channel, Duration.ofNanos(end - System.nanoTime())));
  }

  /** Where dashboards are served. */
  public InetSocketAddress dataAddress() {
    return host.dataAddress();
  }

  /** Where health, metrics, channelz and the run-time plan are served. */
  public InetSocketAddress adminAddress() {
    return host.adminAddress();
  }

  /** Waits for SIGTERM or SIGINT, drains, and ends the process with status 0. Never returns. */
  void runUntilSignal(Telemetry telemetry) {
    host.runUntilSignal(this, telemetry);
  }

  @Override
  public void close() {
    host.close();
    disconnect(channels);
    deck.close();
  }
}
