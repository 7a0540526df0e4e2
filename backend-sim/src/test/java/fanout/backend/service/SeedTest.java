package fanout.backend.service;

import static fanout.backend.Running.ADA;
import static fanout.backend.Running.statusOf;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.util.Durations;
import fanout.backend.Running;
import io.grpc.Metadata;
import io.grpc.Status;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SeedTest {
  private static final String MIXED =
      "orders:latency=exponential(mean=200us),error=UNAVAILABLE@20%|INTERNAL@10%,late-error=ABORTED@20%";
  private static final List<String> IDS = IntStream.range(0, 300).mapToObj(i -> "id-" + i).toList();

  @Test
  void theSameSeedAndIdsGiveTheSameOutcomesInAnyOrderAndAtAnyConcurrency() throws Exception {
    Map<String, String> inOrder = outcomes("--seed=11", IDS, 1);
    List<String> reversed = new ArrayList<>(IDS);
    Collections.reverse(reversed);
    assertThat(outcomes("--seed=11", reversed, 1)).isEqualTo(inOrder);
    assertThat(outcomes("--seed=11", IDS, 64)).isEqualTo(inOrder);
    assertThat(outcomes("--seed=12", IDS, 64)).isNotEqualTo(inOrder);
    assertThat(inOrder.values()).anyMatch(o -> o.startsWith("OK")).anyMatch("ABORTED"::equals);
  }

  @Test
  void aRetryDrawsAnew() {
    Metadata.Key<String> attempts =
        Metadata.Key.of("grpc-previous-rpc-attempts", Metadata.ASCII_STRING_MARSHALLER);
    try (Running running = Running.with("--seed=11")) {
      var stub = Running.named(running.orders("orders:error=UNAVAILABLE@50%"), "id");
      List<Status.Code> codes =
          IntStream.range(1, 30)
              .mapToObj(i -> Running.with(stub, attempts, String.valueOf(i)))
              .map(attempt -> statusOf(() -> attempt.listOrders(ADA)).getCode())
              .toList();
      assertThat(codes).contains(Status.Code.OK, Status.Code.UNAVAILABLE);
    }
  }

  private static Map<String, String> outcomes(String seed, List<String> ids, int concurrency)
      throws Exception {
    Map<String, String> outcomes = new ConcurrentHashMap<>();
    try (Running running = Running.with(seed);
        ExecutorService callers = Executors.newFixedThreadPool(concurrency)) {
      List<Future<?>> calls = new ArrayList<>();
      for (String id : ids) {
        calls.add(callers.submit(() -> outcomes.put(id, outcome(running, id))));
      }
      for (Future<?> call : calls) {
        call.get();
      }
    }
    return outcomes;
  }

  private static String outcome(Running running, String id) {
    var stub = Running.named(running.orders(MIXED), id);
    StringBuilder latency = new StringBuilder();
    Status status =
        statusOf(
            () -> {
              var response = stub.listOrders(ADA);
              latency.append(Durations.toNanos(response.getApplied().getAskedLatency()));
              return response;
            });
    return status.isOk() ? "OK " + latency : status.getCode().name();
  }
}
