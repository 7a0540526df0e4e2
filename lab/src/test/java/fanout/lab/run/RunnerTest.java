package fanout.lab.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import fanout.lab.experiment.Experiment;
import fanout.lab.result.ExperimentResult;
import fanout.lab.testbed.InProcess;
import fanout.lab.testbed.TestbedSettings;
import fanout.lab.trial.Design;
import fanout.lab.trial.Figure;
import fanout.lab.trial.Observation;
import fanout.lab.trial.Size;
import fanout.lab.trial.Stop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class RunnerTest {
  private static final Figure FIGURE = new Figure("steps", "");
  private final Stop stop = new Stop();
  private final List<String> ran = new ArrayList<>();
  private final AtomicLong now = new AtomicLong();
  private static final InProcess TESTBED =
      InProcess.start(
          new TestbedSettings(
              TestbedSettings.anyPorts(), "latency=0ms", Optional.empty(), 1, List.of(), false));

  @AfterAll
  static void end() {
    TESTBED.close();
  }

  @Test
  void everyRoundRunsEveryVariantOnceAndOneOfThemTwiceInAnOrderOfItsOwn() throws Exception {
    rounds(design(6)).run();

    List<List<String>> rounds = new ArrayList<>();
    for (int i = 0; i < ran.size(); i += 4) {
      rounds.add(List.copyOf(ran.subList(i, i + 4)));
    }
    assertThat(rounds)
        .hasSize(1 + 6)
        .allSatisfy(r -> assertThat(r).containsExactlyInAnyOrder("a", "a", "b", "c"));
    assertThat(rounds.stream().distinct().count()).isGreaterThan(1);
  }

  /** Of seeds in a row, as those of rounds are, java.util.Random would put the same one last. */
  @Test
  void eachVariantIsAsOftenTheLastAsTheOthers() throws Exception {
    int rounds = 200;
    rounds(design(rounds).warmUps(0)).run();

    Map<String, Integer> last = new TreeMap<>();
    for (int i = 3; i < ran.size(); i += 4) {
      last.merge(ran.get(i), 1, Integer::sum);
    }
    assertThat(last.get("a")).as("of two in four").isBetween(70, 130);
    assertThat(last.get("b")).as("of one in four").isBetween(25, 75);
    assertThat(last.get("c")).as("of one in four").isBetween(25, 75);
  }

  @Test
  void theSameSeedRunsInTheSameOrder() throws Exception {
    rounds(design(6)).run();
    List<String> first = List.copyOf(ran);
    ran.clear();
    rounds(design(6)).run();

    assertThat(ran).isEqualTo(first);
  }

  @Test
  void theWarmUpDoesNotCount() throws Exception {
    Rounds rounds = rounds(design(3).warmUps(2));
    rounds.run();

    assertThat(rounds.complete()).isEqualTo(3);
    assertThat(rounds.trials()).containsOnlyKeys("a", "b", "c", "a" + Design.AGAIN);
    assertThat(rounds.warmUps().get("b")).hasSize(2);
  }

  @Test
  void callsThatWarmATestbedUpReachEveryBackend() throws Exception {
    TESTBED.simulator().resetLedgers();

    Compilers.feed(TESTBED, Size.MINIATURE, 7, stop);

    assertThat(TESTBED.simulator().ledgers())
        .hasSize(3)
        .allSatisfy(ledger -> assertThat(ledger.getFinished()).isPositive());
  }

  /** A signal reaches the processes of a testbed as well, and they may be gone first. */
  @Test
  void aTrialThatFailsBecauseTheRunIsBeingStoppedLeavesTheWholeRounds() throws Exception {
    Design failing =
        design(5)
            .arm(
                "fails in the third round",
                bench -> {
                  if (ran.size() >= 3 * 4) {
                    CompletableFuture.delayedExecutor(20, TimeUnit.MILLISECONDS)
                        .execute(stop::stop);
                    throw new IllegalStateException("the backend is gone");
                  }
                  return Observation.of(FIGURE, 1);
                })
            .warmUps(0);
    Rounds rounds = rounds(failing);
    rounds.run();

    assertThat(rounds.complete()).isBetween(2, 3);
  }

  @Test
  void aTrialThatFailsByItselfFailsTheRun() {
    Design failing =
        design(5)
            .arm(
                "fails",
                bench -> {
                  throw new IllegalStateException("of itself");
                });

    assertThatThrownBy(rounds(failing)::run).hasMessage("of itself");
  }

  @Test
  void aStopLeavesTheWholeRounds() throws Exception {
    Design stopping =
        design(5)
            .arm(
                "stops in the third round",
                bench -> {
                  if (ran.size() >= 3 * 4) {
                    stop.stop();
                  }
                  return Observation.of(FIGURE, 1);
                })
            .warmUps(0);
    Rounds rounds = rounds(stopping);
    rounds.run();

    assertThat(rounds.complete()).isBetween(2, 3);
    assertThat(rounds.trials().values())
        .allSatisfy(list -> assertThat(list).hasSize(rounds.complete()));
  }

  @Test
  void noRoundBeginsThatWouldNotEndInTime() throws Exception {
    Rounds rounds = rounds(slow(Duration.ofSeconds(2)), within(Duration.ofSeconds(9)));
    rounds.run();

    assertThat(rounds.complete()).as("one to warm up, three that count: 8 s").isEqualTo(3);
    assertThat(rounds.outOfTime()).isTrue();
  }

  @Test
  void theFewestRoundsRunWhateverTimeTheyTake() throws Exception {
    Rounds rounds = rounds(slow(Duration.ofHours(1)), within(Duration.ofSeconds(9)));
    rounds.run();

    assertThat(rounds.complete()).isEqualTo(2);
  }

  @Test
  void whereThereIsTimeAllRoundsRun() throws Exception {
    Rounds rounds = rounds(slow(Duration.ofMillis(900)), within(Duration.ofSeconds(9)));
    rounds.run();

    assertThat(rounds.complete()).isEqualTo(9);
    assertThat(rounds.outOfTime()).isFalse();
  }

  private Design slow(Duration round) {
    return design(9)
        .arm(
            "slow",
            bench -> {
              now.addAndGet(round.toNanos());
              return Observation.of(FIGURE, 1);
            });
  }

  private static Size within(Duration limit) {
    return new Size("limited", 1, 1, 2, Optional.of(limit));
  }

  @Test
  void aRunThatIsStoppedHalfWaySaysSo() throws Exception {
    Progress stopper =
        (what, share) -> {
          if (what.startsWith("round 2")) {
            stop.stop();
          }
        };

    ExperimentResult result =
        new Runner(InProcess::start, stopper, stop)
            .run(Experiment.of("timeouts"), Size.MINIATURE, 3, "again")
            .result();

    assertThat(result.complete()).isFalse();
    assertThat(result.method().trials()).isEqualTo(1);
    assertThat(result.method().remarks()).anyMatch(remark -> remark.contains("1 of 2 rounds"));
  }

  @Test
  void aRunThatIsStoppedAtOnceHasNothingToTell() {
    stop.stop();

    assertThatThrownBy(
            () ->
                new Runner(InProcess::start, (what, share) -> {}, stop)
                    .run(Experiment.of("dashboard"), Size.MINIATURE, 3, "again"))
        .isInstanceOf(StoppedException.class);
  }

  private Rounds rounds(Design design) {
    return rounds(design, Size.MINIATURE);
  }

  private Rounds rounds(Design design, Size size) {
    return new Rounds(design, TESTBED, size, 11, stop, (what, share) -> {}, now::get);
  }

  private Design design(int trials) {
    Design design = Design.of(trials);
    for (String name : List.of("a", "b", "c")) {
      design =
          design.arm(
              name,
              bench -> {
                ran.add(name);
                return Observation.of(FIGURE, ran.size());
              });
    }
    return design;
  }
}
