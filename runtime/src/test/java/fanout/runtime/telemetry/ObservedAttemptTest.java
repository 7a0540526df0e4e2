package fanout.runtime.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Attributes;
import io.grpc.Metadata;
import io.grpc.Status;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ObservedAttemptTest {
  private static final String RESET = "RST_STREAM closed stream. HTTP/2 error code: REFUSED_STREAM";

  private final Observed caller = new Observed(CallLabels.NONE);
  private final ObservedAttempt attempt = new ObservedAttempt(caller);

  private void connected() {
    attempt.streamCreated(Attributes.EMPTY, new Metadata());
  }

  private void written() {
    connected();
    attempt.outboundHeaders();
  }

  private static Status unavailable(String words) {
    return Status.UNAVAILABLE.withDescription(words);
  }

  @Test
  void whatHadAConnectionAndWasNotWrittenWasNotSent() {
    connected();
    attempt.streamClosed(unavailable("connection reset"));
    assertThat(caller.unseen()).containsExactly(Unseen.UNSENT);
  }

  @Test
  void whatNeverHadAConnectionHasSimplyFailed() {
    attempt.streamClosed(unavailable("connection refused"));
    assertThat(caller.unseen()).isEmpty();
  }

  @Test
  void whatWasWrittenMayHaveBeenSeen() {
    written();
    attempt.streamClosed(unavailable("connection reset"));
    assertThat(caller.unseen()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        RESET,
        "Abrupt GOAWAY closed sent stream. HTTP/2 error code: NO_ERROR, debug data: max_age"
      })
  void whatWasRefusedIsToldByItsWords(String words) {
    written();
    attempt.streamClosed(unavailable(words));
    assertThat(caller.unseen()).containsExactly(Unseen.REFUSED);
  }

  /** A server may hand on what became of a call of its own. */
  @Test
  void theSameWordsFromAServerAreNoRefusal() {
    written();
    attempt.inboundTrailers(new Metadata());
    attempt.streamClosed(unavailable(RESET));
    assertThat(caller.unseen()).isEmpty();
  }

  @Test
  void aGoAwayForAMistakeIsNoRefusal() {
    written();
    attempt.streamClosed(
        Status.RESOURCE_EXHAUSTED.withDescription(
            "Abrupt GOAWAY closed sent stream. HTTP/2 error code: ENHANCE_YOUR_CALM"));
    assertThat(caller.unseen()).isEmpty();
  }

  @Test
  void withoutACallerNobodyIsTold() {
    ObservedAttempt alone = new ObservedAttempt(null);
    alone.streamCreated(Attributes.EMPTY, new Metadata());
    alone.streamClosed(Status.UNAVAILABLE);
    assertThat(caller.unseen()).isEmpty();
  }
}
