package fanout.backend.capacity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import fanout.backend.FakeTime;
import fanout.runtime.spec.Spec;
import fanout.runtime.spec.SpecException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TurnstileTest {
  /** One example of each kind; a new kind without one fails the laws. */
  private static final Map<Class<?>, Capacity> EXAMPLES =
      Map.of(
          Unlimited.class, new Unlimited(),
          Limited.class, new Limited(2, 3),
          RateLimited.class, new RateLimited(10, 4));

  private final FakeTime time = new FakeTime();
  private final List<String> log = new ArrayList<>();

  static Stream<Class<?>> capacities() {
    return Arrays.stream(Capacity.class.getPermittedSubclasses());
  }

  @ParameterizedTest
  @MethodSource("capacities")
  void everyVisitorEntersOrIsRefusedOnceAndPermitsComeBack(Class<?> kind) {
    assertThat(EXAMPLES).containsKey(kind);
    Turnstile turnstile = turnstile(Objects.requireNonNull(EXAMPLES.get(kind)));
    for (int i = 0; i < 20; i++) {
      turnstile.ask(visitor("v" + i));
      time.pass(Duration.ofMillis(30));
    }
    while (turnstile.running() > 0) {
      turnstile.leave();
    }
    assertThat(turnstile.waiting()).isZero();
    assertThat(log).hasSize(20).doesNotHaveDuplicates();
  }

  @Test
  void theQueueIsFirstInFirstOut() {
    Turnstile turnstile = turnstile(new Limited(1, 3));
    Stream.of("a", "b", "c", "d", "e").forEach(name -> turnstile.ask(visitor(name)));
    assertThat(log).containsExactly("a enters", "e refused");
    turnstile.leave();
    turnstile.leave();
    turnstile.leave();
    assertThat(log).endsWith("b enters", "c enters", "d enters");
  }

  @Test
  void aVisitorThatWithdrawsIsSkipped() {
    Turnstile turnstile = turnstile(new Limited(1, 3));
    Turnstile.Visitor second = visitor("b");
    turnstile.ask(visitor("a"));
    turnstile.ask(second);
    turnstile.ask(visitor("c"));
    assertThat(turnstile.withdraw(second)).isTrue();
    assertThat(turnstile.withdraw(second)).isFalse();
    turnstile.leave();
    assertThat(log).containsExactly("a enters", "c enters");
  }

  @Test
  void aVisitorThatFailsDoesNotKeepTheOthersOut() {
    Turnstile turnstile = turnstile(new Limited(1, 3));
    turnstile.ask(visitor("a"));
    turnstile.ask(
        new Turnstile.Visitor() {
          @Override
          public void enter() {
            turnstile.leave();
            throw new OutOfMemoryError("of the test");
          }

          @Override
          public void refused(String reason) {}
        });
    turnstile.ask(visitor("c"));
    turnstile.leave();
    assertThat(log).containsExactly("a enters", "c enters");
    turnstile.leave();
    turnstile.ask(visitor("d"));
    assertThat(log).endsWith("d enters");
  }

  @Test
  void aNewCapacityCountsWhatRunsAndForgetsNobodyWhoWaits() {
    Turnstile turnstile = turnstile(new Limited(1, 3));
    Stream.of("a", "b", "c").forEach(name -> turnstile.ask(visitor(name)));
    turnstile.setCapacity(new Limited(2, 0));
    assertThat(log).containsExactly("a enters", "b enters");
    turnstile.ask(visitor("d"));
    turnstile.leave();
    assertThat(log).endsWith("d refused", "c enters");
    turnstile.setCapacity(new Limited(1, 1));
    turnstile.ask(visitor("e"));
    turnstile.leave();
    assertThat(log).doesNotContain("e enters");
    turnstile.setCapacity(new Unlimited());
    assertThat(log).endsWith("e enters");
  }

  @Test
  void theSameCapacityAgainDoesNotRefillTheBucket() {
    Turnstile turnstile = turnstile(new RateLimited(1, 1));
    turnstile.ask(visitor("a"));
    turnstile.setCapacity(new RateLimited(1, 1));
    turnstile.ask(visitor("b"));
    assertThat(log).containsExactly("a enters", "b refused");
  }

  @Test
  void theBucketRefillsWithTimeUpToItsBurst() {
    Turnstile turnstile = turnstile(new RateLimited(10, 2));
    Stream.of("a", "b", "c").forEach(name -> turnstile.ask(visitor(name)));
    time.pass(Duration.ofMillis(99));
    turnstile.ask(visitor("d"));
    time.pass(Duration.ofMillis(1));
    turnstile.ask(visitor("e"));
    time.pass(Duration.ofHours(1));
    Stream.of("f", "g", "h").forEach(name -> turnstile.ask(visitor(name)));
    assertThat(log)
        .containsExactly(
            "a enters",
            "b enters",
            "c refused",
            "d refused",
            "e enters",
            "f enters",
            "g enters",
            "h refused");
  }

  @Test
  void aLongQueueOfVisitorsThatLeaveAtOnceDoesNotOverflowTheStack() {
    int visitors = 200_000;
    Turnstile turnstile = turnstile(new Limited(1, visitors));
    turnstile.ask(visitor("first"));
    for (int i = 0; i < visitors; i++) {
      turnstile.ask(
          new Turnstile.Visitor() {
            @Override
            public void enter() {
              turnstile.leave();
            }

            @Override
            public void refused(String reason) {
              log.add(reason);
            }
          });
    }
    turnstile.leave();
    assertThat(turnstile.waiting() + turnstile.running()).isZero();
    assertThat(log).containsExactly("first enters");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "limited(0)",
        "limited(1,-1)",
        "limited()",
        "rate(0)",
        "rate(1,0)",
        "rate(1e10)",
        "none"
      })
  void whatMakesNoSenseIsRefused(String spec) {
    assertThatThrownBy(() -> Spec.parse(Capacity.class, spec))
        .isInstanceOf(SpecException.class)
        .hasMessageContaining("allowed");
  }

  private Turnstile turnstile(Capacity capacity) {
    return new Turnstile(capacity, time::nanoTime);
  }

  private Turnstile.Visitor visitor(String name) {
    return new Turnstile.Visitor() {
      @Override
      public void enter() {
        log.add(name + " enters");
      }

      @Override
      public void refused(String reason) {
        log.add(name + " refused");
      }
    };
  }
}
