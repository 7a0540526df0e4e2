package fanout.aggregator.hedge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import fanout.aggregator.FakeTicker;
import fanout.runtime.spec.Spec;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntToLongFunction;
import org.junit.jupiter.api.Test;

class HedgeControllerTest {
  private static final long MS = 1_000_000;
  private static final long DEADLINE = 1_000 * MS;

  private final FakeTicker ticker = new FakeTicker();
  private final SplittableRandom random = new SplittableRandom(1);

  private HedgeController controller(String policy, int replicas) {
    return controller(policy, replicas, Runnable::run);
  }

  private HedgeController controller(String policy, int replicas, Executor planner) {
    return Spec.parse(HedgePolicy.class, policy)
        .controller(new Replicas(replicas), ticker, planner);
  }

  /** One call in ten takes twenty times as long. */
  private long stragglers() {
    long body = 8 * MS + random.nextInt(4 * (int) MS);
    return random.nextInt(10) == 0 ? 20 * body : body;
  }

  /** Plays calls one after another; {@code latency} draws what an attempt takes at a replica. */
  private void play(
      HedgeController controller, int calls, int replicas, IntToLongFunction latency) {
    for (int i = 0; i < calls; i++) {
      play(controller.begin(i % replicas), i % replicas, latency);
    }
  }

  private void play(HedgedCall call, int replica, IntToLongFunction latency) {
    long[] ends = new long[1 + HedgePolicy.MOST_HEDGES];
    Arrays.fill(ends, Long.MAX_VALUE);
    ends[0] = latency.applyAsLong(replica);
    long elapsed = 0;
    while (true) {
      long answer = Arrays.stream(ends).min().orElseThrow();
      long due = call.untilHedge().map(Duration::toNanos).orElse(Long.MAX_VALUE / 2) + elapsed;
      long next = Math.min(Math.min(answer, due), DEADLINE);
      ticker.pass(Duration.ofNanos(next - elapsed));
      elapsed = next;
      if (next == DEADLINE || answer <= due) {
        end(call, ends, answer);
        return;
      }
      int to = call.hedge().orElse(-1);
      if (to >= 0) {
        ends[call.attempts() - 1] = elapsed + latency.applyAsLong(to);
      }
    }
  }

  private static void end(HedgedCall call, long[] ends, long answer) {
    for (int attempt = 0; attempt < call.attempts(); attempt++) {
      if (ends[attempt] == answer && answer < DEADLINE) {
        call.answered(attempt);
      } else {
        call.unanswered(attempt);
      }
    }
  }

  @Test
  void withNothingLearntNoCallIsHedged() {
    HedgeController controller = controller("adaptive", 3);
    play(controller, 60, 3, replica -> stragglers());
    assertThat(controller.stats().hedges()).isZero();
    assertThat(controller.begin(0).untilHedge()).isEmpty();
  }

  @Test
  void learnsToHedgeJustBehindTheBody() {
    HedgeController controller = controller("adaptive", 3);
    play(controller, 3_000, 3, replica -> stragglers());
    assertThat(controller.plan(0).delays().getFirst())
        .isBetween(Duration.ofMillis(11), Duration.ofMillis(14));
    assertThat(controller.stats().extraLoad()).isBetween(0.05, 0.15);
    assertThat(controller.stats().won()).isGreaterThan(controller.stats().hedges() / 2);
  }

  @Test
  void forgetsWhenTheMemoryHasPassed() {
    HedgeController controller = controller("adaptive(memory=60s)", 3);
    play(controller, 1_000, 3, replica -> stragglers());
    assertThat(controller.plan(0).delays()).isNotEmpty();
    ticker.pass(Duration.ofSeconds(61));
    assertThat(controller.plan(0).delays()).isEmpty();
  }

  @Test
  void followsLatencyThatBecomesFiveTimesAsLong() {
    HedgeController controller = controller("adaptive", 3);
    play(controller, 5_000, 3, replica -> stragglers());
    play(controller, 2_000, 3, replica -> 5 * stragglers());
    assertThat(controller.plan(0).delays().getFirst())
        .isBetween(Duration.ofMillis(55), Duration.ofMillis(70));
  }

  @Test
  void untilEnoughIsKnownOfAChangeTheLastPlanStaysInForce() {
    HedgeController controller = controller("adaptive(budget=10%)", 3);
    play(controller, 5_000, 3, replica -> stragglers());
    for (int call = 0; call < 1_000; call++) {
      play(controller, 3, 3, replica -> 5 * stragglers());
      assertThat(controller.plan(call % 3).delays()).isNotEmpty();
    }
    assertThat(controller.plan(0).delays().getFirst()).isGreaterThan(Duration.ofMillis(50));
    assertThat(controller.stats().extraLoad()).isLessThanOrEqualTo(0.1);
  }

  @Test
  void aHedgeThatTheBudgetRefusesIsDueAgainAfterTwiceAsLong() {
    HedgeController controller = controller("fixed(after=20ms,budget=10%)", 3);
    HedgedCall call = controller.begin(0);
    ticker.pass(Duration.ofMillis(20));
    assertThat(call.hedge()).isEmpty();
    assertThat(call.untilHedge()).contains(Duration.ofMillis(20));
    play(controller, 9, 3, replica -> MS); // each earns a tenth
    ticker.pass(call.untilHedge().orElseThrow());
    assertThat(call.hedge()).hasValue(1);
    assertThat(call.untilHedge()).isEmpty();
    assertThat(controller.stats()).isEqualTo(new HedgeStats(10, 1, 0, 1));
  }

  @Test
  void aHedgeThatIsAlwaysRefusedIsGivenUpInTheEnd() {
    HedgedCall call = controller("fixed(after=20ms,budget=1%)", 3).begin(0);
    Duration wait = Duration.ZERO;
    while (call.untilHedge().isPresent()) {
      wait = call.untilHedge().get();
      assertThat(call.hedge()).isEmpty();
    }
    assertThat(wait).isEqualTo(Duration.ofMillis(20 * 64));
  }

  @Test
  void whenEveryCallIsAsSlowHedgingStops() {
    HedgeController controller = controller("adaptive", 3);
    play(controller, 5_000, 3, replica -> stragglers());
    long before = controller.stats().hedges();
    play(controller, 5_000, 3, replica -> 500 * MS);
    long during = controller.stats().hedges() - before;
    assertThat(during).isLessThan(300); // 6 % while it finds out, and none from then on
    assertThat(controller.plan(0).delays()).isEmpty();
  }

  @Test
  void whenNothingIsAnsweredHedgingStops() {
    HedgeController controller = controller("adaptive", 3);
    play(controller, 5_000, 3, replica -> stragglers());
    for (int i = 0; i < 2_000; i++) {
      HedgedCall call = controller.begin(i % 3);
      call.hedge();
      ticker.pass(Duration.ofSeconds(1)); // the deadline
      for (int attempt = 0; attempt < call.attempts(); attempt++) {
        call.unanswered(attempt);
      }
    }
    assertThat(controller.plan(0).delays()).isEmpty();
    assertThat(controller.stats().extraLoad()).isLessThan(0.15);
  }

  @Test
  void theBudgetHoldsWhateverThePlan() {
    HedgeController controller = controller("fixed(after=1ms,hedges=4,budget=10%)", 3);
    play(controller, 1_000, 3, replica -> 500 * MS);
    assertThat(controller.stats())
        .isEqualTo(new HedgeStats(1_000, 100, 0, 9_900)); // of ten times that each call asked
  }

  @Test
  void aSlowReplicaGetsItsOwnPlanAndNoFirstHedges() {
    HedgeController controller = controller("adaptive", 3);
    play(controller, 9_000, 3, replica -> (replica == 2 ? 3 : 1) * stragglers());
    assertThat(controller.plan(0).delays()).isEqualTo(controller.plan(1).delays());
    assertThat(controller.plan(2).delays()).isNotEqualTo(controller.plan(0).delays());
    HedgedCall call = controller.begin(1);
    ticker.pass(call.untilHedge().orElseThrow());
    assertThat(call.hedge()).hasValue(0);
  }

  @Test
  void aReplicaThatNeverAnswersIsHedgedLikeTheOthersAndTheirsGoOn() {
    HedgeController controller = controller("adaptive", 3);
    play(controller, 3_000, 3, replica -> stragglers());
    play(controller, 6_000, 3, replica -> replica == 2 ? 2 * DEADLINE : stragglers());
    assertThat(controller.plan(0).delays()).isNotEmpty();
    assertThat(controller.plan(2).delays()).isEqualTo(controller.plan(0).delays());
    assertThat(controller.begin(0).untilHedge()).isPresent();
    assertThat(controller.stats().extraLoad()).isLessThanOrEqualTo(0.15);
  }

  @Test
  void hedgesGoToOtherReplicasInTurn() {
    HedgedCall call = controller("fixed(after=20ms,hedges=3)", 3).begin(1);
    assertThat(call.untilHedge()).contains(Duration.ofMillis(20));
    ticker.pass(Duration.ofMillis(25));
    assertThat(call.untilHedge()).contains(Duration.ofMillis(-5));
    assertThat(call.hedge()).hasValue(2);
    assertThat(call.untilHedge()).contains(Duration.ofMillis(15)); // from the first send
    assertThat(call.hedge()).hasValue(0);
    assertThat(call.hedge()).hasValue(1);
    assertThat(call.hedge()).isEmpty();
    assertThat(call.untilHedge()).isEmpty();
    assertThat(call.attempts()).isEqualTo(4);
  }

  @Test
  void aBackendWithOneReplicaIsHedgedToItself() {
    HedgeController controller = controller("adaptive", 1);
    play(controller, 1_000, 1, replica -> stragglers());
    assertThat(controller.stats().won()).isPositive();
  }

  @Test
  void noneHedgesNothingAndCountsCalls() {
    HedgeController controller = controller("none", 2);
    play(controller, 100, 2, replica -> stragglers());
    assertThat(controller.stats()).isEqualTo(new HedgeStats(100, 0, 0, 0));
    assertThat(controller.begin(0).hedge()).isEmpty();
  }

  @Test
  void plansAreMadeByThePlannerAndOneAtATime() {
    Deque<Runnable> planner = new ArrayDeque<>();
    HedgeController controller = controller("adaptive", 3, planner::add);
    play(controller, 3_000, 3, replica -> stragglers());
    assertThat(planner).hasSize(1);
    assertThat(controller.plan(0).delays()).isEmpty();
    planner.remove().run();
    assertThat(controller.plan(0).delays()).isNotEmpty();
  }

  @Test
  void threadsThatShareABudgetSpendAllOfItAndNoMore() throws Exception {
    HedgeController controller = controller("fixed(after=1ms,hedges=2,budget=50%)", 3);
    onFourThreads(() -> hedgeAtOnce(controller, 2_000));
    assertThat(controller.stats().calls()).isEqualTo(8_000);
    assertThat(controller.stats().hedges()).isEqualTo(4_000);
  }

  @Test
  void threadsThatLearnTogetherLoseNoCall() throws Exception {
    HedgeController controller = controller("adaptive(budget=50%)", 3);
    play(controller, 1_000, 3, replica -> stragglers());
    onFourThreads(() -> hedgeAtOnce(controller, 2_000));
    assertThat(controller.stats().calls()).isEqualTo(9_000);
    assertThat(controller.stats().extraLoad()).isLessThanOrEqualTo(0.5);
  }

  private static void onFourThreads(Runnable work) throws Exception {
    try (var executor = Executors.newFixedThreadPool(4)) {
      List<Future<?>> threads = new ArrayList<>();
      for (int thread = 0; thread < 4; thread++) {
        threads.add(executor.submit(work));
      }
      for (Future<?> thread : threads) {
        thread.get();
      }
    }
  }

  /** Every call wants all its hedges, and its first attempt wins. */
  private void hedgeAtOnce(HedgeController controller, int calls) {
    for (int i = 0; i < calls; i++) {
      HedgedCall call = controller.begin(i % 3);
      while (call.untilHedge().isPresent()) {
        call.hedge();
      }
      ticker.pass(Duration.ofMillis(1));
      call.answered(0);
      for (int attempt = 1; attempt < call.attempts(); attempt++) {
        call.unanswered(attempt);
      }
    }
  }

  @Test
  void refusesAReplicaThatTheBackendDoesNotHave() {
    assertThatThrownBy(() -> controller("none", 2).begin(2))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }
}
