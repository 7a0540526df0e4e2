package fanout.lab.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.stub.StreamObserver;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class EventLoopsTest {
  private static final int CHANNELS = 6;

  private static List<Thread> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("load-io"))
        .toList();
  }

  @Test
  void allChannelsAreServedBySoManyThreadsAndTheseEndWithThem() throws Exception {
    Server server =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .addService(new HealthStatusManager().getHealthService())
            .build()
            .start();
    EventLoops loops = new EventLoops(2);
    List<ManagedChannel> channels = new ArrayList<>();
    try {
      Set<Thread> seen = ConcurrentHashMap.newKeySet();
      CountDownLatch answered = new CountDownLatch(CHANNELS);
      for (int i = 0; i < CHANNELS; i++) {
        NettyChannelBuilder builder =
            NettyChannelBuilder.forAddress(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), server.getPort()))
                .usePlaintext()
                .directExecutor();
        loops.carry(builder);
        ManagedChannel channel = builder.build();
        channels.add(channel);
        HealthGrpc.newStub(channel)
            .check(HealthCheckRequest.getDefaultInstance(), note(seen, answered));
      }
      answered.await();

      assertThat(seen).hasSize(2).allMatch(thread -> thread.getName().startsWith("load-io"));
    } finally {
      channels.forEach(ManagedChannel::shutdownNow);
      loops.close();
      server.shutdownNow();
    }
    assertThat(channels).allMatch(c -> c.getState(false) == ConnectivityState.SHUTDOWN);
    assertThat(threads()).isEmpty();
  }

  private static StreamObserver<HealthCheckResponse> note(
      Set<Thread> seen, CountDownLatch answered) {
    return new StreamObserver<>() {
      @Override
      public void onNext(HealthCheckResponse value) {
        seen.add(Thread.currentThread());
      }

      @Override
      public void onError(Throwable t) {
        answered.countDown();
      }

      @Override
      public void onCompleted() {
        answered.countDown();
      }
    };
  }
}
