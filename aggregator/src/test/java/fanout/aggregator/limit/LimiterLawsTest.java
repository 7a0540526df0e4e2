package fanout.aggregator.limit;

import static org.assertj.core.api.Assertions.assertThat;

import fanout.aggregator.limit.Limit.End;
import fanout.aggregator.limit.Limiter.Load;
import fanout.aggregator.limit.Shed.Reason;
import fanout.runtime.spec.Spec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever happens in whatever order: no permit leaks, and every call has one fate. */
class LimiterLawsTest {
  private static final int SEEDS = 40;
  private static final int STEPS = 3_000;
  private static final List<End> ENDS = List.of(End.values());

  private static Stream<ConcurrencyLimit> policies() {
    return Stream.of("fixed(n=3,queue=7)", "gradient(min=2,queue=7)", "vegas(min=2,queue=7)")
        .map(text -> Spec.parse(ConcurrencyLimit.class, text));
  }

  @ParameterizedTest
  @MethodSource("policies")
  void noPermitLeaksAndEveryCallHasOneFate(ConcurrencyLimit policy) {
    for (int seed = 0; seed < SEEDS; seed++) {
      new Story(policy, seed).play();
    }
  }

  private static final class Story {
    private final FakeTime time = new FakeTime();
    private final SplittableRandom random;
    private final Limiter limiter;
    private final int room;
    private final List<Call> inside = new ArrayList<>();
    private final List<Call> waiting = new ArrayList<>();
    private int arrived;
    private int ended;
    private int gaveUp;

    Story(ConcurrencyLimit policy, int seed) {
      this.random = new SplittableRandom(seed);
      this.room = policy.queue();
      this.limiter = new Limiter("server", policy.start(), room, time, time);
    }

    void play() {
      for (int step = 0; step < STEPS; step++) {
        switch (random.nextInt(4)) {
          case 0 -> arrive();
          case 1 -> anyOf(inside).ifPresent(this::end);
          case 2 -> anyOf(waiting).filter(call -> random.nextInt(3) == 0).ifPresent(this::giveUp);
          default -> time.pass(Duration.ofMillis(random.nextInt(4)));
        }
        check();
      }
      while (!inside.isEmpty() || !waiting.isEmpty()) {
        anyOf(inside).ifPresent(this::end);
        time.pass(Duration.ofMillis(1));
      }
      assertThat(limiter.load().inFlight()).isZero();
      assertThat(limiter.load().queued()).isZero();
      assertThat(time.pending()).isZero();
      assertThat(ended + gaveUp + limiter.shed(Reason.FULL) + limiter.shed(Reason.TOO_LATE))
          .isEqualTo(arrived);
    }

    private void check() {
      Load load = limiter.load();
      assertThat(load.inFlight()).isEqualTo(inside.size());
      assertThat(load.queued()).isEqualTo(waiting.size()).isLessThanOrEqualTo(room);
      assertThat(waiting.isEmpty() || load.inFlight() >= load.limit())
          .as("nobody waits before a free place")
          .isTrue();
    }

    private void arrive() {
      arrived++;
      Call call = new Call();
      waiting.add(call);
      Optional<Duration> timeout =
          random.nextInt(10) == 0
              ? Optional.empty()
              : Optional.of(Duration.ofMillis(random.nextInt(60)));
      call.wait = Optional.of(limiter.acquire(timeout.map(time::in), call));
    }

    private void end(Call call) {
      inside.remove(call);
      ended++;
      End how = ENDS.get(random.nextInt(ENDS.size()));
      Permit permit = call.permit.orElseThrow();
      permit.release(how);
      permit.release(how);
    }

    private void giveUp(Call call) {
      waiting.remove(call);
      gaveUp++;
      assertThat(call.wait.orElseThrow().giveUp()).isTrue();
    }

    private Optional<Call> anyOf(List<Call> calls) {
      return calls.isEmpty()
          ? Optional.empty()
          : Optional.of(calls.get(random.nextInt(calls.size())));
    }

    private final class Call implements Limiter.Waiter {
      private Optional<Limiter.Wait> wait = Optional.empty();
      private Optional<Permit> permit = Optional.empty();

      @Override
      public void admitted(Permit given) {
        assertThat(waiting.remove(this)).isTrue();
        inside.add(this);
        permit = Optional.of(given);
      }

      @Override
      public void shed(Shed shed) {
        assertThat(waiting.remove(this)).isTrue();
      }
    }
  }
}
