package fanout.benchmarks.soak;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import org.junit.jupiter.api.Test;

class AttemptTest {
  private final Attempt attempt = new Attempt();
  private final Attempt.Connection connection = new Attempt.Connection();

  private void sent() {
    attempt.on(connection);
    attempt.written();
  }

  private void served(Status.Code said) {
    sent();
    attempt.arrived();
    attempt.said(said);
  }

  private void answered(Status.Code heard) {
    attempt.answered();
    attempt.heard(heard);
  }

  @Test
  void whatBothEndsCallOkIsAnswered() {
    served(Status.Code.OK);
    answered(Status.Code.OK);
    assertThat(attempt.fate()).isEqualTo(Fate.ANSWERED);
    assertThat(attempt.closedAtBothEnds()).isTrue();
  }

  @Test
  void anErrorThatBothEndsKnowIsFailed() {
    served(Status.Code.UNAVAILABLE);
    answered(Status.Code.UNAVAILABLE);
    assertThat(attempt.fate()).isEqualTo(Fate.FAILED);
  }

  @Test
  void anAnswerThatArrivesAsAnotherIsNotAccountedFor() {
    served(Status.Code.OK);
    answered(Status.Code.INTERNAL);
    assertThat(attempt.fate()).isEqualTo(Fate.UNACCOUNTED);
  }

  @Test
  void anAnswerThatTheCallerHasMayBeOvertakenByTheServersDeadlineAndByNothingElse() {
    served(Status.Code.DEADLINE_EXCEEDED);
    answered(Status.Code.OK);
    assertThat(attempt.fate()).isEqualTo(Fate.OUTRUN);
    attempt.said(Status.Code.CANCELLED);
    assertThat(attempt.fate()).isEqualTo(Fate.UNACCOUNTED);
  }

  @Test
  void whatTheServerSawEndIsTakenBackAndWhatItHadAnsweredWasCrossed() {
    served(Status.Code.CANCELLED);
    attempt.heard(Status.Code.DEADLINE_EXCEEDED);
    assertThat(attempt.fate()).isEqualTo(Fate.TAKEN_BACK);
    attempt.said(Status.Code.OK);
    assertThat(attempt.fate()).isEqualTo(Fate.CROSSED);
  }

  @Test
  void anAnswerThatIsThereMayBeTakenBackUnread() {
    served(Status.Code.OK);
    answered(Status.Code.CANCELLED);
    assertThat(attempt.fate()).isEqualTo(Fate.CROSSED);
  }

  @Test
  void theCallerMayHearOfTheEndOfAConnectionBeforeTheServer() {
    served(Status.Code.OK);
    attempt.heard(Status.Code.UNAVAILABLE);
    assertThat(attempt.closedAtBothEnds()).isFalse();
    assertThat(attempt.settled()).isFalse();
    connection.broken();
    assertThat(attempt.closedAtBothEnds()).isTrue();
    assertThat(attempt.settled()).isTrue();
    assertThat(attempt.fate()).isEqualTo(Fate.BROKEN);
  }

  @Test
  void anAttemptWithoutHeadersOnTheWireWasNeverWritten() {
    attempt.heard(Status.Code.UNAVAILABLE);
    assertThat(attempt.settled()).isTrue();
    assertThat(attempt.fate()).isEqualTo(Fate.NEVER_WRITTEN);
  }

  @Test
  void anAttemptThatDoesNotArriveIsLostOnlyWithItsConnection() {
    sent();
    attempt.heard(Status.Code.CANCELLED);
    assertThat(attempt.settled()).isFalse();
    assertThat(attempt.fate()).isEqualTo(Fate.UNACCOUNTED);
    connection.broken();
    assertThat(attempt.settled()).isTrue();
    assertThat(attempt.fate()).isEqualTo(Fate.LOST);
  }

  @Test
  void unavailableWithoutAWordFromTheServerNeedsABrokenConnection() {
    served(Status.Code.CANCELLED);
    attempt.heard(Status.Code.UNAVAILABLE);
    assertThat(attempt.fate()).isEqualTo(Fate.UNACCOUNTED);
    connection.broken();
    assertThat(attempt.fate()).isEqualTo(Fate.BROKEN);
  }

  @Test
  void whatNeverEndsIsNotAccountedFor() {
    sent();
    attempt.arrived();
    attempt.heard(Status.Code.CANCELLED);
    assertThat(attempt.unclosed()).isTrue();
    assertThat(attempt.fate()).isEqualTo(Fate.UNACCOUNTED);
    assertThat(new Attempt().fate()).isEqualTo(Fate.UNACCOUNTED);
  }

  @Test
  void anAnswerFromNowhereIsNotAccountedFor() {
    sent();
    answered(Status.Code.OK);
    connection.broken();
    assertThat(attempt.fate()).isEqualTo(Fate.UNACCOUNTED);
  }
}
