package fanout.aggregator.attempt;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofNanos;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Context;
import io.grpc.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CallRaceTest {
  private static final String THRICE = "backoff(attempts=3,initial=10ms)";

  @Test
  void losersAreToldBeforeTheOutcomeIsHandedOver() {
    RaceScript script = new RaceScript("fixed(after=10ms,hedges=2)", "none");
    script.after(ofMillis(20));
    script.close(1, Status.OK);

    assertThat(script.events)
        .containsExactly(
            "try 0",
            "hedge 1",
            "hedge 2",
            "cancel 0: lost to attempt 2",
            "cancel 2: hedge lost to attempt 2",
            "end by 1: OK");
    assertThat(script.call.counts()).isEqualTo(new AttemptCounts(2, 1, 0, 0, Map.of()));
    assertThat(script.time.pending()).isZero();
  }

  @Test
  void theOutcomeWaitsForAnAttemptThatIsJustBeingSent() {
    RaceScript script = new RaceScript("fixed(after=10ms)", "none");
    script.launching =
        attempt -> {
          script.close(0, Status.OK);
          script.events.add("sent " + attempt);
        };
    script.after(ofMillis(10));

    assertThat(script.events)
        .containsExactly(
            "try 0", "hedge 1", "cancel 1: hedge lost to attempt 1", "sent 1", "end by 0: OK");
  }

  @Test
  void aHedgeThatIsPutOffBeyondTheDeadlineIsNotWaitedFor() {
    RaceScript script = new RaceScript(new FakeTime(), "fixed(after=10ms)", "none", ofMillis(100));
    script.close(0, Status.UNAVAILABLE, "3600000");

    assertThat(script.events)
        .containsExactly(
            "try 0",
            "hedge refused: the server's pause ends after the deadline",
            "end by 0: UNAVAILABLE");
    assertThat(script.time.pending()).isZero();
  }

  @Test
  void aHedgeThatIsPutOffWithinTheDeadlineIsSentThen() {
    RaceScript script = new RaceScript(new FakeTime(), "fixed(after=10ms)", "none", ofMillis(100));
    script.close(0, Status.UNAVAILABLE, "50");
    script.after(ofMillis(50));
    script.close(1, Status.OK);

    assertThat(script.events).containsExactly("try 0", "hedge 1", "end by 1: OK");
  }

  /** A thread may meet the cancellation before whoever cancels has come to this call. */
  @Test
  void aFailureUnderAContextThatIsBeingCancelledIsDecidedOnce() {
    Context.CancellableContext caller = Context.ROOT.withCancellation();
    List<RaceScript> scripts = new ArrayList<>();
    caller.addListener(cancelled -> scripts.getFirst().close(0, Status.UNAVAILABLE), Runnable::run);
    Context.CancellableContext scope = caller.withCancellation();
    RaceScript script = new RaceScript("fixed(after=10ms)", "none", scope);
    scripts.add(script);
    scope.addListener(cancelled -> script.race.calledOff(Status.CANCELLED), Runnable::run);
    script.after(ofMillis(10));

    caller.cancel(null);

    assertThat(script.events)
        .containsExactly(
            "try 0",
            "hedge 1",
            "cancel 0: called off",
            "cancel 1: hedge called off",
            "end: CANCELLED");
  }

  @Test
  void whatALoserSaysLaterChangesNothing() {
    RaceScript script = new RaceScript("fixed(after=10ms)", THRICE);
    script.after(ofMillis(10));
    script.close(0, Status.OK);
    script.close(1, Status.UNAVAILABLE);
    script.race.calledOff(Status.CANCELLED);

    assertThat(script.events).endsWith("end by 0: OK").hasSize(4);
    assertThat(script.time.pending()).isZero();
  }

  @Test
  void everyAttemptIsReportedToTheHedgingOnce() {
    RaceScript script = new RaceScript("fixed(after=10ms,hedges=2)", "none");
    script.after(ofMillis(20));
    script.close(2, Status.UNAVAILABLE);
    script.close(0, Status.OK);

    var stats = script.control.hedging().stats();
    assertThat(stats.calls()).isEqualTo(1);
    assertThat(stats.hedges()).isEqualTo(2);
    assertThat(stats.won()).isZero();
  }

  @Test
  void pausesGrowUntilTheTriesAreUsedUp() {
    RaceScript script = new RaceScript("none", THRICE);
    script.close(0, Status.UNAVAILABLE);
    script.after(ofMillis(10).minusNanos(1));
    assertThat(script.events).containsExactly("try 0");
    script.after(ofNanos(1));
    script.close(1, Status.UNAVAILABLE);
    script.after(ofMillis(20).minusNanos(1));
    assertThat(script.events).containsExactly("try 0", "try 1");
    script.after(ofNanos(1));
    script.close(2, Status.UNAVAILABLE);

    assertThat(script.events)
        .containsExactly(
            "try 0", "try 1", "try 2", "retry refused: attempts", "end by 2: UNAVAILABLE");
    assertThat(script.call.counts())
        .isEqualTo(new AttemptCounts(0, 0, 0, 2, Map.of(RetryRefusal.ATTEMPTS, 1)));
  }

  @Test
  void aCodeThatThePolicyDoesNotNameEndsTheCall() {
    RaceScript script = new RaceScript("none", THRICE);
    script.close(0, Status.INTERNAL);

    assertThat(script.events).containsExactly("try 0", "end by 0: INTERNAL");
    assertThat(script.call.counts().isUnused()).isTrue();
  }

  @Test
  void theServerMayChooseThePauseAndTheNextIsTheFirstAgain() {
    RaceScript script = new RaceScript("none", "backoff(attempts=5,initial=10ms,throttle=none)");
    script.close(0, Status.UNAVAILABLE);
    script.after(ofMillis(10));
    script.close(1, Status.UNAVAILABLE, "700");
    script.after(ofMillis(699));
    assertThat(script.events).hasSize(2);
    script.after(ofMillis(1));
    script.close(2, Status.UNAVAILABLE);
    script.after(ofMillis(10));

    assertThat(script.events).containsExactly("try 0", "try 1", "try 2", "try 3");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "soon", "99999999999"})
  void theServerMayForbidAnotherTry(String pushback) {
    RaceScript script = new RaceScript("fixed(after=10ms)", THRICE);
    script.close(0, Status.UNAVAILABLE, pushback);

    assertThat(script.events)
        .containsExactly("try 0", "retry refused: pushback", "end by 0: UNAVAILABLE");
    assertThat(script.time.pending()).isZero();
  }

  @Test
  void retriesStopWhenHalfTheTokensAreGone() {
    String policy = "backoff(initial=10ms,throttle=tokens(max=4,ratio=1))";
    RaceScript first = new RaceScript("none", policy);
    first.close(0, Status.UNAVAILABLE);
    first.after(ofMillis(10));
    first.close(1, Status.UNAVAILABLE);

    assertThat(first.events)
        .containsExactly("try 0", "try 1", "retry refused: throttled", "end by 1: UNAVAILABLE");

    new RaceScript(first.time, first.control, null).close(0, Status.OK);
    RaceScript later = new RaceScript(first.time, first.control, null);
    later.close(0, Status.UNAVAILABLE);
    assertThat(later.events).as("3 tokens, then 2").endsWith("end by 0: UNAVAILABLE");
    new RaceScript(first.time, first.control, null).close(0, Status.OK);
    new RaceScript(first.time, first.control, null).close(0, Status.OK);
    RaceScript last = new RaceScript(first.time, first.control, null);
    last.close(0, Status.UNAVAILABLE);
    assertThat(last.events).as("4 tokens, then 3").containsExactly("try 0");
  }

  @Test
  void aPauseThatReachesTheDeadlineIsNotMade() {
    RaceScript late = new RaceScript(new FakeTime(), "none", THRICE, ofMillis(10).minusNanos(1));
    late.close(0, Status.UNAVAILABLE);
    assertThat(late.events)
        .containsExactly("try 0", "retry refused: deadline", "end by 0: UNAVAILABLE");

    RaceScript inTime = new RaceScript(new FakeTime(), "none", THRICE, ofMillis(10));
    inTime.close(0, Status.UNAVAILABLE);
    inTime.after(ofMillis(10));
    assertThat(inTime.events).as("nothing learnt: only the pause counts").endsWith("try 1");
  }

  @Test
  void aTryThatWouldUsuallyEndTooLateIsNotMade() {
    FakeTime time = new FakeTime();
    AttemptControl control = new RaceScript(time, "none", THRICE, null).control;
    for (int answered = 0; answered < 32; answered++) {
      RaceScript call = new RaceScript(time, control, null);
      call.after(ofMillis(50));
      call.close(0, Status.OK);
    }
    RaceScript tooLate = new RaceScript(time, control, ofMillis(59));
    tooLate.close(0, Status.UNAVAILABLE);
    RaceScript inTime = new RaceScript(time, control, ofMillis(62)); // the sketch errs by 1 %
    inTime.close(0, Status.UNAVAILABLE);

    assertThat(tooLate.events).contains("retry refused: deadline");
    assertThat(inTime.events).containsExactly("try 0");
  }

  @Test
  void aCallIsCalledOffInAPause() {
    RaceScript script = new RaceScript("none", THRICE);
    script.close(0, Status.UNAVAILABLE);
    script.race.calledOff(Status.CANCELLED);

    assertThat(script.events).containsExactly("try 0", "end: CANCELLED");
    assertThat(script.time.pending()).isZero();
  }

  @Test
  void aRetriedCallIsHedgedAnew() {
    RaceScript script = new RaceScript("fixed(after=10ms,non-fatal=ABORTED)", THRICE);
    script.close(0, Status.UNAVAILABLE);
    script.after(ofMillis(10));
    script.after(ofMillis(10));
    script.close(2, Status.OK);

    assertThat(script.events)
        .containsExactly(
            "try 0", "try 1", "hedge 2", "cancel 1: lost to attempt 3", "end by 2: OK");
    assertThat(script.control.hedging().stats().calls()).isEqualTo(2);
  }

  @Test
  void aTryWithAnAttemptStillRunningIsNotRepeated() {
    RaceScript script = new RaceScript("fixed(after=10ms)", THRICE);
    script.after(ofMillis(10));
    script.close(1, Status.UNAVAILABLE);
    script.after(ofSeconds(1));
    assertThat(script.events).containsExactly("try 0", "hedge 1");
    script.close(0, Status.UNAVAILABLE);
    script.after(ofMillis(10));

    assertThat(script.events).containsExactly("try 0", "hedge 1", "try 2");
  }

  @Test
  void aHedgePutOffByTheServerWaitsThatLong() {
    RaceScript script = new RaceScript("fixed(after=10ms,budget=none)", "none");
    script.close(0, Status.UNAVAILABLE, "500");
    script.after(ofMillis(499));
    assertThat(script.events).containsExactly("try 0");
    script.after(ofMillis(1));
    script.close(1, Status.UNAVAILABLE);

    assertThat(script.events).containsExactly("try 0", "hedge 1", "end by 1: UNAVAILABLE");
  }

  @Test
  void aHedgePutOffAndThenRefusedByTheBudgetLeavesNothingHanging() {
    RaceScript script = new RaceScript("fixed(after=10ms,budget=1%)", "none");
    script.close(0, Status.UNAVAILABLE, "500");
    script.after(ofMillis(500));

    assertThat(script.events)
        .containsExactly("try 0", "hedge refused: no budget is left", "end by 0: UNAVAILABLE");
  }

  @Test
  void anAttemptThatGrpcSendsOnceMoreIsStillOneToThePlan() {
    RaceScript script =
        new RaceScript("fixed(after=10ms,budget=100%)", "backoff(attempts=2,initial=5ms)");
    double tokens = script.control.throttle().tokens();
    script.race.sent(0, Optional.empty());

    assertThat(script.control.hedging().stats().calls()).isEqualTo(1);
    assertThat(script.control.throttle().tokens()).isEqualTo(tokens);
    script.after(ofMillis(10));
    assertThat(script.events)
        .as("the delay counts from the first")
        .containsExactly("try 0", "hedge 1");
  }
}
