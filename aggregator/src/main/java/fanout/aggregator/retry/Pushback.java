package fanout.aggregator.retry;

import io.grpc.Metadata;
import java.time.Duration;
import java.util.Optional;

/**
 * What a server says in {@code grpc-retry-pushback-ms} about another attempt. Immutable.
 *
 * @param forbids no other attempt shall be made
 * @param pause another shall be made after just this long
 */
public record Pushback(boolean forbids, Optional<Duration> pause) {
  /** The trailer in which it comes. */
  public static final Metadata.Key<String> KEY =
      Metadata.Key.of("grpc-retry-pushback-ms", Metadata.ASCII_STRING_MARSHALLER);

  private static final Pushback SILENT = new Pushback(false, Optional.empty());
  private static final Pushback FORBIDS = new Pushback(true, Optional.empty());

  /** Reads it as gRFC A6 says: what is negative, or no 32-bit number at all, forbids. */
  public static Pushback of(Metadata trailers) {
    String text = trailers.get(KEY);
    if (text == null) {
      return SILENT;
    }
    try {
      int millis = Integer.parseInt(text);
      return millis < 0 ? FORBIDS : new Pushback(false, Optional.of(Duration.ofMillis(millis)));
    } catch (NumberFormatException e) {
      return FORBIDS;
    }
  }
}
