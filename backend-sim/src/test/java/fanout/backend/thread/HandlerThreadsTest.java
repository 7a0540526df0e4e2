package fanout.backend.thread;

import static fanout.backend.Running.ADA;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.common.util.concurrent.ListenableFuture;
import com.google.common.util.concurrent.MoreExecutors;
import fanout.backend.Running;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class HandlerThreadsTest {
  private static final Map<Class<?>, String> SPECS =
      Map.of(Direct.class, "direct", Pool.class, "pool(4)", Virtual.class, "virtual");

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
   * The second call is sent when the first is being worked on; in which order are they answered?
   */
  @ParameterizedTest
  @CsvSource({
    "direct,   handler, blocked first",
    "pool(1),  handler, blocked first",
    "pool(2),  handler, quick first",
    "virtual,  handler, quick first",
    "direct,   worker,  quick first",
    "pool(1),  worker,  quick first",
  })
  void aBlockedHandlerDelaysTheCallsThatShareItsThread(String threads, String on, String expected) {
    try (Running running = Running.with("--handler-threads=" + threads)) {
      running.orders("").listOrders(ADA);
      List<String> answered = Collections.synchronizedList(new ArrayList<>());
      note(
          running.ordersLater("orders:block=(time=400ms,on=%s)".formatted(on)).listOrders(ADA),
          answered,
          "blocked first");
      await().until(() -> running.ledger().inFlight() == 1);
      note(running.ordersLater("").listOrders(ADA), answered, "quick first");
      await().until(() -> answered.size() == 2);
      assertThat(answered.getFirst()).isEqualTo(expected);
    }
  }

  private static void note(ListenableFuture<?> call, List<String> answered, String name) {
    call.addListener(() -> answered.add(name), MoreExecutors.directExecutor());
  }
}
