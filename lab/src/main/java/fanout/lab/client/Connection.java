package fanout.lab.client;

import fanout.runtime.server.ChannelSettings;
import fanout.runtime.server.Channels;
import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A channel for one command: dialled before its call, and quick to tell that nobody is there.
 * Thread-safe.
 *
 * @param target as it was given
 * @param ready whether the connection stood when it was opened
 */
public record Connection(String target, ManagedChannel channel, boolean ready)
    implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(5);

  /**
   * Dials, and returns as soon as the connection stands or the first attempt has failed, after five
   * seconds at the latest. Calls on a channel that is not ready fail at once and say why.
   *
   * @throws fanout.runtime.spec.SpecException if the target is malformed
   */
  public static Connection open(String target, ChannelSettings settings) {
    return open(target, settings, channel -> {});
  }

  /**
   * The same over a channel that the caller has the last word on.
   *
   * @param transport as {@link Channels#transport}
   */
  public static Connection open(
      String target, ChannelSettings settings, Consumer<NettyChannelBuilder> transport) {
    ManagedChannel channel = Channels.to(target, settings).transport(transport).open();
    return new Connection(target, channel, settled(channel) == ConnectivityState.READY);
  }

  /** An interrupt ends the wait and stays set. */
  private static ConnectivityState settled(ManagedChannel channel) {
    long end = System.nanoTime() + LIMIT.toNanos();
    ConnectivityState state = channel.getState(true);
    try {
      while (state == ConnectivityState.IDLE || state == ConnectivityState.CONNECTING) {
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
    return state;
  }

  /**
   * What a call meets now on a connection that is not ready, as {@link DashboardCall#failure} has
   * it: a refused connection, a certificate that is not trusted.
   */
  public String problem() {
    DashboardClient.Ask nothing = DashboardClient.Ask.of("").deadline(LIMIT);
    return new DashboardClient(channel).call(nothing).failure();
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }
}
