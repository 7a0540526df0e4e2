package fanout.runtime.balance;

import static io.grpc.ConnectivityState.CONNECTING;
import static io.grpc.ConnectivityState.IDLE;
import static io.grpc.ConnectivityState.READY;

import io.grpc.Attributes;
import io.grpc.ChannelLogger;
import io.grpc.ConnectivityState;
import io.grpc.ConnectivityStateInfo;
import io.grpc.EquivalentAddressGroup;
import io.grpc.LoadBalancer;
import io.grpc.Status;
import java.net.SocketAddress;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A connection to one replica that is made, lost and refused as a test says. */
final class FakeReplica extends LoadBalancer.Subchannel {
  private final FakeChannel channel;
  private List<EquivalentAddressGroup> addresses;
  private LoadBalancer.@Nullable SubchannelStateListener listener;
  private boolean shutdown;

  FakeReplica(FakeChannel channel, List<EquivalentAddressGroup> addresses) {
    this.channel = channel;
    this.addresses = addresses;
  }

  SocketAddress address() {
    return getAddresses().getAddresses().getFirst();
  }

  boolean isShutdown() {
    return shutdown;
  }

  void becomes(ConnectivityState state) {
    channel
        .getSynchronizationContext()
        .execute(
            () ->
                Objects.requireNonNull(listener)
                    .onSubchannelState(
                        state == ConnectivityState.TRANSIENT_FAILURE
                            ? ConnectivityStateInfo.forTransientFailure(
                                Status.UNAVAILABLE.withDescription("refused"))
                            : ConnectivityStateInfo.forNonError(state)));
  }

  void loseConnection() {
    becomes(IDLE);
  }

  @Override
  public void start(LoadBalancer.SubchannelStateListener listener) {
    this.listener = listener;
  }

  @Override
  public void requestConnection() {
    becomes(CONNECTING);
    if (channel.connects()) {
      becomes(READY);
    }
  }

  @Override
  public void shutdown() {
    shutdown = true;
  }

  @Override
  public List<EquivalentAddressGroup> getAllAddresses() {
    return addresses;
  }

  @Override
  public void updateAddresses(List<EquivalentAddressGroup> addresses) {
    this.addresses = addresses;
  }

  @Override
  public Attributes getAttributes() {
    return Attributes.EMPTY;
  }

  @Override
  public ChannelLogger getChannelLogger() {
    return channel.getChannelLogger();
  }
}
