package fanout.backend.thread;

import static fanout.backend.Running.ADA;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.common.util.concurrent.ListenableFuture;
import com.google.common.util.concurrent.MoreExecutors;
import fanout.backend.FakeTime;
import fanout.backend.Running;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ClientStreamTracer;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class HandlerThreadsTest {
  private static final Map<Class<?>, String> SPECS =
      Map.of(
          Direct.class, "direct",
          Cached.class, "cached",
          Pool.class, "pool(4)",
          Virtual.class, "virtual");

  static Stream<Class<?>> kinds() {
    return Arrays.stream(HandlerThreads.class.getPermittedSubclasses());
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void callsAreAnsweredOnEveryKind(Class<?> kind) {
    try (Running running = Running.with("--handler-threads=" + SPECS.get(kind))) {
      assertThat(running.orders("orders:latency=1ms").listOrders(ADA).getOrdersList()).isNotEmpty();
    }
  }

  /**
   * The second call is sent when the first blocks its thread, which it does until it or the second
   * has been answered; which of them is the first?
   */
  @ParameterizedTest
  @CsvSource({
    "direct,   handler, blocked first",
    "pool(1),  handler, blocked first",
    "pool(2),  handler, quick first",
    "cached,   handler, quick first",
    "virtual,  handler, quick first",
    "direct,   worker,  quick first",
    "pool(1),  worker,  quick first",
  })
  void aBlockedHandlerDelaysTheCallsThatShareItsThread(String threads, String on, String expected) {
    FakeTime time = new FakeTime();
    try (Running running = Running.at(time, "--handler-threads=" + threads)) {
      running.orders("").listOrders(ADA);
      List<String> answered = Collections.synchronizedList(new ArrayList<>());
      note(
          running.ordersLater("orders:block=(time=1h,on=%s)".formatted(on)).listOrders(ADA),
          answered,
          "blocked first");
      await().until(() -> time.sleepers() == 1);
      Sent sent = new Sent();
      note(running.ordersLater("").withInterceptors(sent).listOrders(ADA), answered, "quick first");
      await().until(sent::isDone);
      if (expected.equals("quick first")) {
        await().until(() -> !answered.isEmpty());
      }
      assertThat(time.sleepers()).as("the first call still blocks").isEqualTo(1);
      time.pass(Duration.ofHours(1));
      await().until(() -> answered.size() == 2);
      assertThat(answered.getFirst()).isEqualTo(expected);
    }
  }

  /** Whether a call's message has been handed to its connection. */
  private static final class Sent extends ClientStreamTracer.Factory implements ClientInterceptor {
    private final AtomicBoolean done = new AtomicBoolean();

    boolean isDone() {
      return done.get();
    }

    @Override
    public ClientStreamTracer newClientStreamTracer(
        ClientStreamTracer.StreamInfo info, Metadata headers) {
      return new ClientStreamTracer() {
        @Override
        public void outboundMessageSent(int sequence, long wireSize, long size) {
          done.set(true);
        }
      };
    }

    @Override
    public <Q, R> ClientCall<Q, R> interceptCall(
        MethodDescriptor<Q, R> method, CallOptions options, Channel next) {
      return next.newCall(method, options.withStreamTracerFactory(this));
    }
  }

  private static void note(ListenableFuture<?> call, List<String> answered, String name) {
    call.addListener(() -> answered.add(name), MoreExecutors.directExecutor());
  }
}
