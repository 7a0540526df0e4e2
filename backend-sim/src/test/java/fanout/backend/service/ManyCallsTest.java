package fanout.backend.service;

import static fanout.backend.Running.ADA;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.common.util.concurrent.ListenableFuture;
import fanout.backend.Running;
import fanout.backend.ledger.LedgerCounts;
import fanout.v1.ListOrdersResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ManyCallsTest {
  private static final String MIXED =
      "orders:latency=uniform(0ms,5ms),error=UNAVAILABLE@10%,late-error=ABORTED@10%,hang@5%,"
          + "fail-first=()@5%,block=(time=1ms,on=worker)@2%,burn=(cpu=100us)@5%,slow-reply=1ms@10%";

  @ParameterizedTest
  @ValueSource(strings = {"direct", "pool(2)", "virtual"})
  void theLedgerAddsUpUnderAThousandCallsWithFaultsCancelsAndDeadlines(String threads) {
    try (Running running =
        Running.with(
            "--handler-threads=" + threads, "--behavior=latency=0ms,capacity=limited(200,400)")) {
      SplittableRandom random = new SplittableRandom(3);
      List<ListenableFuture<ListOrdersResponse>> calls = new ArrayList<>();
      for (int i = 0; i < 1_000; i++) {
        var stub = Running.named(running.ordersLater(MIXED), "r" + i);
        calls.add(
            stub.withDeadlineAfter(random.nextInt(1, 400), TimeUnit.MILLISECONDS).listOrders(ADA));
        if (random.nextInt(4) == 0) {
          calls.get(random.nextInt(calls.size())).cancel(true);
        }
      }
      await().until(() -> calls.stream().allMatch(ListenableFuture::isDone));
      await().until(() -> running.ledger().inFlight() == 0);
      LedgerCounts counts = running.server.backend("orders").ledger().readAndReset();
      assertThat(counts.finished() + counts.failures() + counts.cancelled())
          .isEqualTo(counts.started())
          .isPositive();
      assertThat(running.server.backend("orders").turnstile().running()).isZero();
      assertThat(running.server.backend("orders").turnstile().waiting()).isZero();
      assertThat(running.ledger().started()).isZero();
      assertThat(running.ledger().worked()).isEqualTo(Duration.ZERO);
    }
  }
}
