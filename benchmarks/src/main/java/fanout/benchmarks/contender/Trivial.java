package fanout.benchmarks.contender;

import fanout.runtime.spec.Spec;
import fanout.v1.DashboardServiceGrpc.DashboardServiceImplBase;
import fanout.v1.GetDashboardRequest;
import fanout.v1.GetDashboardResponse;
import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;

/** Answers every request for a dashboard with an empty one: whatever is slow is the caller. */
@Spec.Name(value = "trivial", doc = "answers at once with an empty dashboard")
public record Trivial() implements Contender {
  private static final int PINGS_SECONDS = 5;

  @Override
  public Serving serve(Surroundings around) {
    Server server =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .directExecutor()
            .permitKeepAliveTime(PINGS_SECONDS, TimeUnit.SECONDS) // as ServerHost does
            .permitKeepAliveWithoutCalls(true)
            .addService(new Service())
            .build();
    try {
      server.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Serving(
        (InetSocketAddress) server.getListenSockets().getFirst(), server::shutdownNow);
  }

  private static final class Service extends DashboardServiceImplBase {
    @Override
    public void getDashboard(
        GetDashboardRequest request, StreamObserver<GetDashboardResponse> caller) {
      caller.onNext(GetDashboardResponse.getDefaultInstance());
      caller.onCompleted();
    }
  }
}
