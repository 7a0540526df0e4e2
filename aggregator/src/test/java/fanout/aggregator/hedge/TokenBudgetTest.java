package fanout.aggregator.hedge;

import static org.assertj.core.api.Assertions.assertThat;

import fanout.runtime.spec.Probability;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenBudgetTest {
  @Test
  void aFirstCallCannotBeHedged() {
    TokenBudget budget = new TokenBudget(new Probability(0.5));
    assertThat(budget.spend()).isFalse();
    budget.earn();
    assertThat(budget.spend()).isFalse();
    budget.earn();
    assertThat(budget.spend()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.01, 0.1, 1.0 / 3, 1})
  void whenEveryCallWantsAHedgeJustTheShareGetsOne(double share) {
    TokenBudget budget = new TokenBudget(new Probability(share));
    int hedges = 0;
    for (int calls = 1; calls <= 10_000; calls++) {
      budget.earn();
      hedges += budget.spend() ? 1 : 0;
      assertThat(hedges).isLessThanOrEqualTo((int) (share * calls));
    }
    assertThat(hedges).isGreaterThanOrEqualTo((int) (share * 10_000) - 1);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void noStretchHasMoreThanItsShareAndTheBurst(long seed) {
    double share = 0.1;
    TokenBudget budget = new TokenBudget(new Probability(share));
    SplittableRandom random = new SplittableRandom(seed);
    List<Integer> sent = new ArrayList<>(List.of(0)); // after each call
    for (int calls = 1; calls <= 5_000; calls++) {
      budget.earn();
      int wanted = random.nextInt(700) == 0 ? random.nextInt(100) : 0;
      int hedges = sent.getLast();
      for (int i = 0; i < wanted; i++) {
        hedges += budget.spend() ? 1 : 0;
      }
      sent.add(hedges);
    }
    double most = 0;
    for (int from = 0; from < sent.size(); from++) {
      for (int to = from; to < sent.size(); to += 7) {
        most = Math.max(most, sent.get(to) - sent.get(from) - share * (to - from));
      }
    }
    assertThat(most).isBetween(0.9 * TokenBudget.BURST, (double) TokenBudget.BURST);
  }

  @Test
  void threadsThatSpendAtOnceGetNoMoreThanWasEarned() throws Exception {
    TokenBudget budget = new TokenBudget(new Probability(0.01));
    for (int calls = 0; calls < 3_010; calls++) {
      budget.earn();
    }
    assertThat(spentBy(budget, 4)).isEqualTo(30);
  }

  private static int spentBy(TokenBudget budget, int threads)
      throws ExecutionException, InterruptedException {
    try (var executor = Executors.newFixedThreadPool(threads)) {
      List<Future<Integer>> counts = new ArrayList<>();
      for (int thread = 0; thread < threads; thread++) {
        counts.add(
            executor.submit(
                () -> {
                  int spent = 0;
                  for (int i = 0; i < 1_000; i++) {
                    spent += budget.spend() ? 1 : 0;
                  }
                  return spent;
                }));
      }
      int sum = 0;
      for (Future<Integer> count : counts) {
        sum += count.get();
      }
      return sum;
    }
  }

  @Test
  void withoutABoundEveryHedgeIsAllowed() {
    TokenBudget budget = TokenBudget.unlimited();
    for (int i = 0; i < 1_000; i++) {
      assertThat(budget.spend()).isTrue();
    }
  }
}
