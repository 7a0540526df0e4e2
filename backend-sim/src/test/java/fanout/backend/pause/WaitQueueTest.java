package fanout.backend.pause;

import static org.assertj.core.api.Assertions.assertThat;

import fanout.backend.pause.WaitQueue.Entry;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WaitQueueTest {
  private final WaitQueue queue = new WaitQueue();

  private static Entry entry(long deadline) {
    return new Entry(deadline, () -> {});
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5})
  void behavesLikeASortedListUnderRandomUse(int seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<Entry> model = new ArrayList<>(); // in the order of arrival
    for (int i = 0; i < 20_000; i++) {
      int share = i / 5_000 % 2 == 0 ? 60 : 40; // grows, then shrinks
      if (model.isEmpty() || random.nextInt(100) < share) {
        Entry entry = entry(Long.MAX_VALUE - 50 + random.nextInt(100)); // wraps around
        model.add(entry);
        queue.add(entry);
      } else if (random.nextBoolean()) {
        assertThat(queue.remove(model.remove(random.nextInt(model.size())))).isNotNull();
      } else {
        Entry first = earliest(model);
        assertThat(queue.first()).isSameAs(first);
        model.remove(first);
        queue.remove(first);
      }
      assertThat(queue.size()).isEqualTo(model.size());
    }
    while (!model.isEmpty()) {
      Entry first = earliest(model);
      assertThat(queue.first()).isSameAs(first);
      model.remove(first);
      queue.remove(first);
    }
  }

  private static Entry earliest(List<Entry> model) {
    return model.stream()
        .min(Comparator.comparingLong(entry -> entry.deadline - Long.MAX_VALUE))
        .orElseThrow();
  }

  @Test
  void anEntryLeavesOnce() {
    Entry entry = entry(1);
    queue.add(entry);
    assertThat(queue.remove(entry)).isNotNull();
    assertThat(queue.remove(entry)).isNull();
    assertThat(queue.remove(entry(2))).isNull();
    assertThat(queue.first()).isNull();
  }

  @Test
  void aBurstLeavesNothingBehind() {
    List<Entry> burst = new ArrayList<>();
    for (int i = 0; i < 100_000; i++) {
      burst.add(entry(i));
      queue.add(burst.get(i));
    }
    assertThat(queue.capacity()).isGreaterThanOrEqualTo(100_000);
    burst.forEach(queue::remove);
    assertThat(queue.capacity()).isLessThan(1_000);
  }
}
