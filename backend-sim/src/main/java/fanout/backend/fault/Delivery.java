package fanout.backend.fault;

import fanout.runtime.spec.ByteSize;
import java.time.Duration;

/**
 * How an answer leaves.
 *
 * @param gap the time between two messages; zero means that they leave when they are ready
 * @param atLeast the size to which the message is padded
 */
public record Delivery(Duration gap, ByteSize atLeast) {
  /** When it is ready, and no larger than it is. */
  public static final Delivery PLAIN = new Delivery(Duration.ZERO, new ByteSize(0));
}
