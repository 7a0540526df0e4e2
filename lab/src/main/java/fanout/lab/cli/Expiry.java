package fanout.lab.cli;

import com.google.protobuf.Timestamp;
import fanout.lab.terminal.Durations;
import java.time.Duration;
import java.time.Instant;

/** When something that was set for a while goes away by itself. */
final class Expiry {
  private Expiry() {}

  /** How long that is from now, for people. */
  static String left(Timestamp at, Instant now) {
    Instant end = Instant.ofEpochSecond(at.getSeconds(), at.getNanos());
    return Durations.format(Duration.between(now, end));
  }
}
