package fanout.lab.client;

import java.time.Duration;

/** Protobuf's durations as Java's. */
public final class Times {
  private Times() {}

  /** The same length of time. */
  public static Duration of(com.google.protobuf.Duration duration) {
    return Duration.ofSeconds(duration.getSeconds(), duration.getNanos());
  }

  /** The same length of time. */
  public static com.google.protobuf.Duration of(Duration duration) {
    return com.google.protobuf.Duration.newBuilder()
        .setSeconds(duration.getSeconds())
        .setNanos(duration.getNano())
        .build();
  }
}
