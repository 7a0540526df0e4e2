package fanout.aggregator.join;

import static org.assertj.core.api.Assertions.assertThat;

import fanout.aggregator.join.JoinPolicy.Tally;
import fanout.aggregator.join.JoinPolicy.Verdict;
import fanout.runtime.spec.Spec;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every policy over every tally of up to four sections. */
class JoinPolicyTest {
  private static final int WIDEST = 4;

  static Stream<JoinPolicy> policies() {
    return Stream.concat(
        fanout.aggregator.Samples.policies(), Stream.of(new Quorum(1), new Quorum(WIDEST)));
  }

  private static List<Tally> tallies() {
    List<Tally> all = new ArrayList<>();
    for (int code = 0; code < 5 * 5 * 5 * 5; code++) {
      int loaded = code % 5;
      int substituted = code / 5 % 5;
      int missing = code / 25 % 5;
      int pending = code / 125;
      int sections = loaded + substituted + missing + pending;
      if (sections == 0 || sections > WIDEST) {
        continue;
      }
      for (boolean requiredMissing : missing > 0 ? List.of(false, true) : List.of(false)) {
        for (boolean requiredPending : pending > 0 ? List.of(false, true) : List.of(false)) {
          all.add(
              new Tally(loaded, substituted, missing, pending, requiredMissing, requiredPending));
        }
      }
    }
    return all;
  }

  /** What a tally can become when one more fate is known; a required section has no substitute. */
  private static List<Tally> successors(Tally t) {
    List<Tally> next = new ArrayList<>();
    if (t.pending() == 0) {
      return next;
    }
    int left = t.pending() - 1;
    if (!t.requiredPending() || left > 0) { // one that is not required, or not the only required
      next.add(with(t, 1, 0, 0, t.requiredMissing(), t.requiredPending()));
      next.add(with(t, 0, 1, 0, t.requiredMissing(), t.requiredPending()));
      next.add(with(t, 0, 0, 1, t.requiredMissing(), t.requiredPending()));
    }
    if (t.requiredPending()) {
      for (boolean more : left > 0 ? List.of(false, true) : List.of(false)) {
        next.add(with(t, 1, 0, 0, t.requiredMissing(), more));
        next.add(with(t, 0, 0, 1, true, more));
      }
    }
    return next;
  }

  private static Tally with(
      Tally t,
      int loaded,
      int substituted,
      int missing,
      boolean requiredMissing,
      boolean requiredPending) {
    return new Tally(
        t.loaded() + loaded,
        t.substituted() + substituted,
        t.missing() + missing,
        t.pending() - 1,
        requiredMissing,
        requiredPending);
  }

  @ParameterizedTest
  @MethodSource("policies")
  void nobodyWaitsWhenNothingIsPending(JoinPolicy policy) {
    assertThat(tallies())
        .filteredOn(tally -> tally.pending() == 0)
        .allSatisfy(tally -> assertThat(policy.judge(tally)).isNotEqualTo(Verdict.WAIT));
  }

  @ParameterizedTest
  @MethodSource("policies")
  void aVerdictStandsWhateverElseBecomesKnown(JoinPolicy policy) {
    for (Tally tally : tallies()) {
      Verdict verdict = policy.judge(tally);
      if (verdict != Verdict.WAIT) {
        assertThat(successors(tally))
            .allSatisfy(
                next ->
                    assertThat(policy.judge(next))
                        .as("%s of %s, then %s", verdict, tally, next)
                        .isEqualTo(verdict));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("policies")
  void aRequiredSectionThatIsMissingIsNeverEnough(JoinPolicy policy) {
    assertThat(tallies())
        .filteredOn(Tally::requiredMissing)
        .allSatisfy(tally -> assertThat(policy.judge(tally)).isNotEqualTo(Verdict.ENOUGH));
  }

  @ParameterizedTest
  @MethodSource("policies")
  void nobodyStopsWhileARequiredSectionIsPendingUnlessItIsHopeless(JoinPolicy policy) {
    assertThat(tallies())
        .filteredOn(Tally::requiredPending)
        .allSatisfy(tally -> assertThat(policy.judge(tally)).isNotEqualTo(Verdict.ENOUGH));
  }

  @ParameterizedTest
  @MethodSource("policies")
  void whenEverySectionIsLoadedItIsEnough(JoinPolicy policy) {
    assertThat(policy.judge(new Tally(WIDEST, 0, 0, 0, false, false))).isEqualTo(Verdict.ENOUGH);
  }

  @ParameterizedTest(name = "{0}: {1} loaded, {2} substituted, {3} missing, {4} pending → {7}")
  @CsvSource({
    "all,           2, 0, 1, 0, false, false, HOPELESS",
    "all,           1, 0, 1, 1, false, false, WAIT",
    "all,           1, 0, 1, 1, true,  false, WAIT",
    "all,           2, 1, 0, 0, false, false, ENOUGH",
    "fail-fast,     0, 0, 1, 2, false, false, HOPELESS",
    "fail-fast,     2, 0, 0, 1, false, false, WAIT",
    "fail-fast,     2, 1, 0, 0, false, false, ENOUGH",
    "best-effort,   0, 0, 3, 0, false, false, ENOUGH",
    "best-effort,   1, 0, 1, 1, false, false, WAIT",
    "best-effort,   0, 0, 1, 2, true,  false, HOPELESS",
    "first-success, 1, 0, 0, 2, false, false, ENOUGH",
    "first-success, 1, 0, 0, 2, false, true,  WAIT",
    "first-success, 0, 0, 2, 1, false, false, WAIT",
    "first-success, 0, 3, 0, 0, false, false, HOPELESS",
    "quorum(n=2),   1, 0, 1, 1, false, false, WAIT",
    "quorum(n=2),   2, 0, 0, 1, false, false, ENOUGH",
    "quorum(n=2),   2, 0, 0, 1, false, true,  WAIT",
    "quorum(n=2),   0, 0, 2, 1, false, false, HOPELESS",
    "quorum(n=2),   0, 1, 1, 1, false, false, HOPELESS",
    "quorum(n=2),   2, 0, 1, 0, true,  false, HOPELESS",
  })
  void judges(
      String policy,
      int loaded,
      int substituted,
      int missing,
      int pending,
      boolean requiredMissing,
      boolean requiredPending,
      Verdict verdict) {
    Tally tally =
        new Tally(loaded, substituted, missing, pending, requiredMissing, requiredPending);

    assertThat(Spec.parse(JoinPolicy.class, policy).judge(tally)).isEqualTo(verdict);
  }
}
