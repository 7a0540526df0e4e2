package fanout.backend.fault;

import fanout.runtime.spec.ByteSize;
import java.time.Duration;

/**
 * How an answer leaves.
 *
 * @param gap the wait before each piece of it; zero means that it leaves in one
 * @param atLeast the size to which the message is padded
 */
public record Delivery(Duration gap, ByteSize atLeast) {
  /** In one piece, and no larger than it is. */
  public static final Delivery PLAIN = new Delivery(Duration.ZERO, new ByteSize(0));
}
