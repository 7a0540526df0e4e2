package fanout.runtime.balance;

import io.grpc.CallOptions;
import io.grpc.ChannelLogger;
import io.grpc.ClientStreamTracer;
import io.grpc.ConnectivityState;
import io.grpc.EquivalentAddressGroup;
import io.grpc.LoadBalancer;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.SynchronizationContext;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a balancer sees of its channel, without a network. Everything happens on this thread. */
final class FakeChannel extends LoadBalancer.Helper {
  /** Every connection ever asked for, in that order. */
  final List<FakeReplica> connections = new ArrayList<>();

  /** Replicas whose calls fail. */
  final Set<SocketAddress> broken = new HashSet<>();

  final FakeSchedule schedule = new FakeSchedule();

  private final SynchronizationContext context =
      new SynchronizationContext(
          (thread, error) -> {
            throw new AssertionError(error);
          });
  private ConnectivityState state = ConnectivityState.IDLE;
  private LoadBalancer.@Nullable SubchannelPicker picker;
  private boolean connects = true;

  static SocketAddress replica(int number) {
    return InetSocketAddress.createUnresolved("replica", number);
  }

  static List<EquivalentAddressGroup> replicas(Integer... numbers) {
    return Stream.of(numbers).map(number -> new EquivalentAddressGroup(replica(number))).toList();
  }

  /** From now on new connections hang half-way. */
  void letConnectionsHang() {
    connects = false;
  }

  boolean connects() {
    return connects;
  }

  ConnectivityState state() {
    return state;
  }

  /** The connection in use to a replica. */
  FakeReplica connection(SocketAddress address) {
    return connections.stream()
        .filter(each -> !each.isShutdown() && each.address().equals(address))
        .findFirst()
        .orElseThrow();
  }

  /** What the balancer says to a call. */
  LoadBalancer.PickResult pick(CallOptions options) {
    if (picker == null) {
      return LoadBalancer.PickResult.withNoResult();
    }
    return picker.pickSubchannel(
        new LoadBalancer.PickSubchannelArgs() {
          @Override
          public CallOptions getCallOptions() {
            return options;
          }

          @Override
          public Metadata getHeaders() {
            return new Metadata();
          }

          @Override
          public MethodDescriptor<?, ?> getMethodDescriptor() {
            throw new UnsupportedOperationException();
          }
        });
  }

  /** Makes a call, which ends at once; empty if there was nowhere to send it. */
  Optional<SocketAddress> call(CallOptions options) {
    LoadBalancer.PickResult pick = pick(options);
    if (!(pick.getSubchannel() instanceof FakeReplica replica)) {
      return Optional.empty();
    }
    if (pick.getStreamTracerFactory() != null) {
      pick.getStreamTracerFactory()
          .newClientStreamTracer(ClientStreamTracer.StreamInfo.newBuilder().build(), new Metadata())
          .streamClosed(broken.contains(replica.address()) ? Status.INTERNAL : Status.OK);
    }
    return Optional.of(replica.address());
  }

  /** Where so many calls go that have no wish. */
  List<SocketAddress> calls(int count) {
    return Stream.generate(() -> call(CallOptions.DEFAULT))
        .limit(count)
        .flatMap(Optional::stream)
        .toList();
  }

  @Override
  public LoadBalancer.Subchannel createSubchannel(LoadBalancer.CreateSubchannelArgs args) {
    FakeReplica connection = new FakeReplica(this, args.getAddresses());
    connections.add(connection);
    return connection;
  }

  @Override
  public void updateBalancingState(ConnectivityState state, LoadBalancer.SubchannelPicker picker) {
    this.state = state;
    this.picker = picker;
  }

  @Override
  public void refreshNameResolution() {}

  @Override
  public SynchronizationContext getSynchronizationContext() {
    return context;
  }

  @Override
  public ScheduledExecutorService getScheduledExecutorService() {
    return schedule;
  }

  @Override
  public ChannelLogger getChannelLogger() {
    return new ChannelLogger() {
      @Override
      public void log(ChannelLogLevel level, String message) {}

      @Override
      public void log(ChannelLogLevel level, String format, Object... args) {}
    };
  }

  @Override
  public String getAuthority() {
    return "replica";
  }

  @Override
  public ManagedChannel createOobChannel(EquivalentAddressGroup addresses, String authority) {
    throw new UnsupportedOperationException();
  }
}
