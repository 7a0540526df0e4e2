package fanout.aggregator.substitute;

import com.google.protobuf.Message;
import java.time.Duration;
import java.util.Optional;

/** What stands in for an optional section that is missing. Immutable and thread-safe. */
public sealed interface Substitute permits None, Empty, LastGood {
  /** Finds the substitute, if there is one. */
  Optional<Filling> find(Stock stock);

  /** Whether good answers have to be remembered for it. */
  default boolean remembers() {
    return false;
  }

  /**
   * The substitute itself.
   *
   * @param age since it was loaded; empty for one that never was
   */
  record Filling(Message data, Optional<Duration> age) {}

  /** Where substitutes come from: one section of one user. */
  interface Stock {
    /** The section without any data. */
    Message empty();

    /** The last good answer, however old. */
    Optional<Filling> lastGood();
  }
}
