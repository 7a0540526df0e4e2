package fanout.runtime.server;

import fanout.runtime.balance.SteadyLoadBalancerProvider;
import fanout.runtime.server.eject.Ejection;
import io.grpc.ChannelCredentials;
import io.grpc.ClientInterceptor;
import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes channels that are connected before they are needed and stay so: they are never idle, they
 * are kept alive by pings, and a server that was down is tried again at a steady, short pause. No
 * call of a caller dials.
 *
 * <p>Targets: {@code host:port} and {@code dns:///host:port} (every address that DNS names), {@code
 * h1:p,h2:p} and {@code static:///h1:p,h2:p} (these). A host is a name or an address, {@code [::1]}
 * among them. Calls go round-robin over all that are connected.
 */
public final class Channels {
  private static final Logger LOG = LoggerFactory.getLogger(Channels.class);

  /** From here on gRPC takes idleness for switched off. */
  private static final long NEVER_IDLE_DAYS = 31;

  private static final String BALANCING = "loadBalancingConfig";

  private final String target;
  private final ChannelSettings settings;
  private final List<ClientInterceptor> interceptors = new ArrayList<>();
  private @Nullable Executor executor;
  private Map<String, ?> serviceConfig = Map.of();
  private Consumer<NettyChannelBuilder> transport = channel -> {};

  private Channels(String target, ChannelSettings settings) {
    this.target = target;
    this.settings = settings;
  }

  /**
   * A channel to be built. Not thread-safe; the channel is.
   *
   * @throws fanout.runtime.spec.SpecException if the target is malformed
   */
  public static Channels to(String target, ChannelSettings settings) {
    return new Channels(Target.uri(target), settings);
  }

  /** Adds an interceptor, inside those added before. */
  public Channels interceptor(ClientInterceptor interceptor) {
    interceptors.add(interceptor);
    return this;
  }

  /**
   * The threads that callbacks run on; the caller owns and closes them. Without it they run on the
   * event loop and must not block.
   */
  public Channels executor(Executor executor) {
    this.executor = executor;
    return this;
  }

  /**
   * A service config in the form of its JSON, for retries and hedging; numbers are {@code Double}s.
   * A {@code loadBalancingConfig} in it replaces round-robin; {@link ChannelSettings#eject} is laid
   * over either.
   */
  public Channels serviceConfig(Map<String, ?> serviceConfig) {
    this.serviceConfig = serviceConfig;
    return this;
  }

  /**
   * Has the last word on the channel: its event loops, sockets, retries. What it gives the channel,
   * it owns and closes after it.
   */
  public Channels transport(Consumer<NettyChannelBuilder> transport) {
    this.transport = transport;
    return this;
  }

  /** Makes the channel and has it connect without waiting for that. The caller shuts it down. */
  public ManagedChannel open() {
    ChannelCredentials credentials = Credentials.client(settings.tls());
    NettyChannelBuilder builder =
        Credentials.usable(() -> NettyChannelBuilder.forTarget(target, credentials))
            .disableServiceConfigLookUp() // a config from DNS could bring retries of its own
            .idleTimeout(NEVER_IDLE_DAYS, TimeUnit.DAYS)
            .keepAliveTime(settings.keepAlive().toNanos(), TimeUnit.NANOSECONDS)
            .keepAliveTimeout(settings.keepAliveTimeout().toNanos(), TimeUnit.NANOSECONDS)
            .keepAliveWithoutCalls(true)
            .maxInboundMessageSize(settings.maxMessageSize().toIntExact())
            .maxInboundMetadataSize(settings.maxHeaderSize().toIntExact());
    // gRPC calls the last interceptor of a list first; here the first is the outermost.
    interceptors.reversed().forEach(builder::intercept);
    if (executor == null) {
      builder.directExecutor();
    } else {
      builder.executor(executor);
    }
    builder.defaultServiceConfig(balanced());
    transport.accept(builder);
    ManagedChannel channel = builder.build();
    keepConnected(channel, settings.reconnect());
    return channel;
  }

  @SuppressWarnings("unchecked") // the form that gRPC prescribes
  private Map<String, ?> balanced() {
    Map<String, Object> config = new HashMap<>(serviceConfig);
    Object spread = serviceConfig.get(BALANCING);
    List<Map<String, ?>> child =
        spread == null ? Ejection.ROUND_ROBIN : (List<Map<String, ?>>) spread;
    config.put(BALANCING, SteadyLoadBalancerProvider.over(settings.eject().over(child)));
    return config;
  }

  /**
   * {@link #open}, then waits until calls go out at once.
   *
   * @throws NotConnectedException if that takes longer than {@code limit}; the channel is closed
   */
  public ManagedChannel connect(Duration limit) {
    ManagedChannel channel = open();
    if (!awaitReady(channel, limit)) {
      channel.shutdownNow();
      throw new NotConnectedException(target, limit);
    }
    return channel;
  }

  /**
   * Waits until a channel is connected to one server at least; an interrupt ends the wait and stays
   * set.
   *
   * @return whether it is
   */
  public static boolean awaitReady(ManagedChannel channel, Duration limit) {
    long end = System.nanoTime() + limit.toNanos();
    ConnectivityState state = channel.getState(true);
    try {
      while (state != ConnectivityState.READY && state != ConnectivityState.SHUTDOWN) {
        CountDownLatch changed = new CountDownLatch(1);
        channel.notifyWhenStateChanged(state, changed::countDown);
        if (!changed.await(end - System.nanoTime(), TimeUnit.NANOSECONDS)) {
          break;
        }
        state = channel.getState(true);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return channel.getState(false) == ConnectivityState.READY;
  }

  /**
   * Gives a steady pause between attempts to connect. gRPC's own grows from one second to two
   * minutes and cannot be set in grpc-java; all there is is to cut it short. That has to be done at
   * every tick, whatever the channel's state: with several replicas the channel is READY while one
   * of them waits. The thread is virtual and ends with the channel.
   */
  private static void keepConnected(ManagedChannel channel, Duration pause) {
    channel.getState(true);
    Thread.ofVirtual()
        .name("reconnect")
        .start(
            () -> {
              try {
                while (!channel.awaitTermination(pause.toNanos(), TimeUnit.NANOSECONDS)) {
                  channel.getState(true);
                  channel.resetConnectBackoff();
                }
              } catch (InterruptedException e) {
                LOG.debug("nobody interrupts this thread", e);
              }
            });
  }
}
