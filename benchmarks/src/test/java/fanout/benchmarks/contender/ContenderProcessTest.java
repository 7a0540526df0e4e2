package fanout.benchmarks.contender;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.common.util.concurrent.ListenableFuture;
import fanout.benchmarks.contender.Contender.Surroundings;
import fanout.runtime.server.ChannelSettings;
import fanout.runtime.server.Channels;
import fanout.v1.GetUserRequest;
import fanout.v1.GetUserResponse;
import fanout.v1.UserServiceGrpc;
import io.grpc.ManagedChannel;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class ContenderProcessTest {
  @Test
  void aBackendTellsHowManyCallsItHas() throws Exception {
    try (ContenderProcess backend =
        ContenderProcess.start(new Backend(Duration.ofMinutes(5)), Surroundings.NOBODY)) {
      assertThat(backend.inFlight()).isZero();
      ManagedChannel channel =
          Channels.to(backend.target(), ChannelSettings.DEFAULT).connect(Duration.ofSeconds(10));
      GetUserRequest request = GetUserRequest.newBuilder().setUserId("u-1001").build();
      var users = UserServiceGrpc.newFutureStub(channel);
      List<ListenableFuture<GetUserResponse>> calls =
          IntStream.range(0, 3).mapToObj(i -> users.getUser(request)).toList();

      await().atMost(Duration.ofSeconds(30)).until(() -> backend.inFlight() == 3);
      assertThat(calls).noneMatch(ListenableFuture::isDone);
      channel.shutdownNow();
      await().atMost(Duration.ofSeconds(30)).until(() -> backend.inFlight() == 0);
    }
  }
}
