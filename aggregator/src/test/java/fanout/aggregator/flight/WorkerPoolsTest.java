package fanout.aggregator.flight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Status;
import java.util.concurrent.ThreadPoolExecutor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WorkerPoolsTest {
  private final WorkerPools pools = new WorkerPools();

  @AfterEach
  void close() {
    pools.close();
  }

  @Test
  void onePoolServesEveryRequestOfItsSize() {
    ThreadPoolExecutor pool = pools.get(4, 10);
    assertThat(pools.get(4, 10)).isSameAs(pool);
    assertThat(pools.get(4, 11)).isNotSameAs(pool);
  }

  @Test
  void plansCannotMakePoolsWithoutEnd() {
    for (int size = 1; size <= 16; size++) {
      assertThat(pools.get(size, 1).getPoolSize()).isZero();
    }
    assertThatThrownBy(() -> pools.get(17, 1))
        .satisfies(
            error ->
                assertThat(Status.fromThrowable(error).getCode())
                    .isEqualTo(Status.Code.RESOURCE_EXHAUSTED))
        .hasMessageContaining("platform-pool(threads=17,queue=1)")
        .hasMessageContaining("16 pools");
    assertThat(pools.get(16, 1)).isNotNull();
  }

  @Test
  void whenItIsClosedItsThreadsHaveEnded() {
    ThreadPoolExecutor pool = pools.get(2, 4);
    pool.execute(() -> {});
    pools.close();
    assertThat(pool.isTerminated()).isTrue();
  }
}
