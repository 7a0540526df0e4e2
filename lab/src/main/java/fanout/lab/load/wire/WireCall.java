package fanout.lab.load.wire;

import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.netty.shaded.io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One call on a {@link WireConnection}. After its construction all of it belongs to the
 * connection's event loop.
 */
final class WireCall {
  /** What gRPC puts before a message: a flag and the length. */
  private static final int PREFIX = 5;

  /** A server that begins this much later than it was called knows no better. */
  private static final Duration NEARLY = Duration.ofMillis(1);

  private final Metadata metadata;
  private final byte[] body;
  private final Optional<Duration> timeout;
  private final long begunNanos = System.nanoTime();
  private final Consumer<Status> ended;
  private final Supplier<Runnable> otherwise;

  /** Neighbours among the calls under way, in the order in which they were begun. */
  @Nullable WireCall before;

  @Nullable WireCall after;

  /** Where it has been begun; null before. */
  @Nullable WireSession session;

  /** Its number there; 0 while the server takes no further stream. */
  int stream;

  /** Bytes that the server still takes on this stream. */
  long window;

  /** Bytes of the reply that the server has not been given back on this stream. */
  int taken;

  private int sent;
  private boolean over;
  private @Nullable Runnable elsewhere;

  // The reply, as far as it has come.
  private boolean answering;
  private int prefixRead;
  private int length;
  private int messages;

  /**
   * A call that has not been sent.
   *
   * @param timeout from now
   * @param ended is told once
   * @param otherwise makes the call in another way, which tells {@code ended}; gives its cancel
   */
  WireCall(
      Metadata metadata,
      byte[] body,
      Optional<Duration> timeout,
      Consumer<Status> ended,
      Supplier<Runnable> otherwise) {
    this.metadata = metadata;
    this.body = body;
    this.timeout = timeout;
    this.ended = ended;
    this.otherwise = otherwise;
  }

  Metadata metadata() {
    return metadata;
  }

  boolean hasDeadline() {
    return timeout.isPresent();
  }

  /** Nanoseconds until the deadline, which it has; less than nothing after it. */
  long left() {
    return timeout.orElseThrow().toNanos() - (System.nanoTime() - begunNanos);
  }

  /**
   * What the server is told of it: what is left, or the whole time where that is nearly all. It is
   * the same for nearly every call then, and header compression knows it.
   */
  Optional<Duration> timeoutToTell() {
    return timeout.map(
        whole -> {
          Duration left = Duration.ofNanos(left());
          return whole.minus(left).compareTo(NEARLY) < 0 ? whole : left;
        });
  }

  /** Bytes of the request that have not been sent. */
  int unsent() {
    return PREFIX + body.length - sent;
  }

  /** Puts the next {@code count} bytes of the request into {@code frame}. */
  void take(ByteBuf frame, int count) {
    int end = sent + count;
    for (; sent < Math.min(PREFIX, end); sent++) {
      frame.writeByte(sent == 0 ? 0 : body.length >>> (8 * (PREFIX - 1 - sent)));
    }
    if (sent < end) {
      frame.writeBytes(body, sent - PREFIX, end - sent);
      sent = end;
    }
  }

  /** Whether it has been told its end, or is made elsewhere. */
  boolean isOver() {
    return over;
  }

  /** Makes it in the other way, from its beginning. */
  void goElsewhere() {
    if (!over) {
      over = true;
      elsewhere = otherwise.get();
    }
  }

  void end(Status status) {
    if (!over) {
      over = true;
      ended.accept(
          status.isOk() && messages != 1
              ? Status.INTERNAL.withDescription("%d replies to a unary call".formatted(messages))
              : status);
    }
  }

  /** If it is made elsewhere: ends it there. */
  void cancelElsewhere() {
    if (elsewhere != null) {
      elsewhere.run();
    }
  }

  /** Headers have come; true for the first, false for trailers. */
  boolean answers() {
    boolean first = !answering;
    answering = true;
    return first;
  }

  /**
   * A part of the reply. It is counted and not kept.
   *
   * @return what is wrong with it; null if nothing is
   */
  @Nullable Status read(ByteBuf data, int maxMessage) {
    while (data.isReadable()) {
      if (prefixRead < PREFIX) {
        int next = data.readUnsignedByte();
        if (prefixRead == 0 && next != 0) {
          return Status.INTERNAL.withDescription("a compressed reply, which was not asked for");
        }
        length = prefixRead == 0 ? 0 : length << 8 | next;
        prefixRead++;
        if (prefixRead == PREFIX && (length < 0 || length > maxMessage)) {
          return Status.RESOURCE_EXHAUSTED.withDescription(
              "a reply of %,d bytes, more than %,d"
                  .formatted(Integer.toUnsignedLong(length), maxMessage));
        }
      } else {
        int part = Math.min(length, data.readableBytes());
        data.skipBytes(part);
        length -= part;
      }
      if (prefixRead == PREFIX && length == 0) {
        messages++;
        prefixRead = 0;
      }
    }
    return null;
  }
}
