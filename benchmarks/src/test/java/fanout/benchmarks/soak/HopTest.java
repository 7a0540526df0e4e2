package fanout.benchmarks.soak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import fanout.v1.GetUserRequest;
import fanout.v1.GetUserResponse;
import fanout.v1.UserServiceGrpc;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ClientStreamTracer;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class HopTest {
  private final Hop hop =
      new Hop("caller → user", UserServiceGrpc.getServiceDescriptor().getName());
  private final CountDownLatch trailers = new CountDownLatch(1);
  private final CompletableFuture<Status> end = new CompletableFuture<>();
  private Server server;
  private ManagedChannel channel;

  @BeforeEach
  void start() throws Exception {
    NettyServerBuilder builder =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .directExecutor()
            .addService(new Users());
    hop.onServer(builder);
    server = builder.build().start();
    channel =
        NettyChannelBuilder.forAddress("127.0.0.1", server.getPort())
            .usePlaintext()
            .directExecutor()
            .intercept(hop.onChannels(), watch())
            .build();
  }

  @AfterEach
  void stop() {
    channel.shutdownNow();
    server.shutdownNow();
  }

  @Test
  void anAnswerIsAccountedFor() {
    ClientCall<GetUserRequest, GetUserResponse> call = send();
    call.request(2);

    assertThat(end.join().isOk()).isTrue();
    assertThat(fates()).isEqualTo(Map.of(Fate.ANSWERED, 1L));
  }

  /** Until the message is asked for, the end that has come behind it is not told. */
  @Test
  void anAnswerThatIsTakenBackUnreadIsCrossed() throws Exception {
    ClientCall<GetUserRequest, GetUserResponse> call = send();
    trailers.await();
    call.cancel("not wanted any more", null);

    assertThat(end.join().getCode()).isEqualTo(Status.Code.CANCELLED);
    assertThat(fates()).isEqualTo(Map.of(Fate.CROSSED, 1L));
  }

  @Test
  void whatNothingCanChangeIsForgottenAndCountedAllTheSame() throws Exception {
    cancelBeforeThereIsAConnection();
    ClientCall<GetUserRequest, GetUserResponse> unread = send();
    trailers.await();
    assertThat(hop.remembered()).isEqualTo(3); // both attempts and the connection

    hop.forgetSettled();
    assertThat(hop.remembered()).isEqualTo(2);
    unread.cancel("not wanted any more", null);
    channel.shutdownNow();
    server.shutdownNow();
    await().atMost(Duration.ofSeconds(30)).until(server::isTerminated);
    hop.forgetSettled();

    assertThat(hop.remembered()).isZero();
    assertThat(fates()).isEqualTo(Map.of(Fate.NEVER_WRITTEN, 1L, Fate.CROSSED, 1L));
  }

  private void cancelBeforeThereIsAConnection() {
    ManagedChannel nowhere =
        NettyChannelBuilder.forAddress("127.0.0.1", 1)
            .usePlaintext()
            .intercept(hop.onChannels())
            .build();
    ClientCall<GetUserRequest, GetUserResponse> call =
        nowhere.newCall(UserServiceGrpc.getGetUserMethod(), CallOptions.DEFAULT.withWaitForReady());
    call.start(new ClientCall.Listener<>() {}, new Metadata());
    await().atMost(Duration.ofSeconds(30)).until(() -> hop.begun() == 1);
    call.cancel("not wanted any more", null);
    nowhere.shutdownNow();
  }

  private ClientCall<GetUserRequest, GetUserResponse> send() {
    ClientCall<GetUserRequest, GetUserResponse> call =
        channel.newCall(UserServiceGrpc.getGetUserMethod(), CallOptions.DEFAULT);
    call.start(
        new ClientCall.Listener<>() {
          @Override
          public void onClose(Status status, Metadata metadata) {
            end.complete(status);
          }
        },
        new Metadata());
    call.sendMessage(GetUserRequest.getDefaultInstance());
    call.halfClose();
    return call;
  }

  private Map<Fate, Long> fates() {
    await().atMost(Duration.ofSeconds(30)).until(hop::atRest);
    return hop.fates();
  }

  private ClientInterceptor watch() {
    return new ClientInterceptor() {
      @Override
      public <Q, R> ClientCall<Q, R> interceptCall(
          MethodDescriptor<Q, R> method, CallOptions options, Channel next) {
        return next.newCall(method, options.withStreamTracerFactory(watching));
      }
    };
  }

  private final ClientStreamTracer.Factory watching =
      new ClientStreamTracer.Factory() {
        @Override
        public ClientStreamTracer newClientStreamTracer(
            ClientStreamTracer.StreamInfo info, Metadata headers) {
          return new ClientStreamTracer() {
            @Override
            public void inboundTrailers(Metadata metadata) {
              trailers.countDown();
            }
          };
        }
      };

  private static final class Users extends UserServiceGrpc.UserServiceImplBase {
    @Override
    public void getUser(GetUserRequest request, StreamObserver<GetUserResponse> caller) {
      caller.onNext(GetUserResponse.getDefaultInstance());
      caller.onCompleted();
    }
  }
}
