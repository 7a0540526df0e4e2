package fanout.lab.load.wire;

import fanout.runtime.server.ChannelSettings;
import io.grpc.Metadata;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2Headers;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.ReadOnlyHttp2Headers;
import io.grpc.netty.shaded.io.netty.util.AsciiString;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * The headers of a method's calls, as gRPC's protocol over HTTP/2 has them. Immutable and
 * thread-safe.
 */
final class WireMethod {
  private static final AsciiString POST = AsciiString.cached("POST");
  private static final AsciiString HTTP = AsciiString.cached("http");
  private static final AsciiString TIMEOUT = AsciiString.cached("grpc-timeout");

  /** Those of every call; gRPC's specification has them in this order. */
  private static final List<AsciiString> COMMON =
      List.of(
          AsciiString.cached("te"),
          AsciiString.cached("trailers"),
          AsciiString.cached("content-type"),
          AsciiString.cached("application/grpc"),
          AsciiString.cached("user-agent"),
          AsciiString.cached("fanout-load"));

  /** The largest number that a timeout may have: eight digits. */
  private static final long MOST_TIMEOUT = 99_999_999;

  private static final long NANOS_PER_MICRO = 1_000;
  private static final long NANOS_PER_MILLI = 1_000_000;

  private final AsciiString authority;
  private final AsciiString path;
  private final ChannelSettings settings;
  private final Http2Headers plain;

  /** Those of the calls with the same timeout, which are nearly all. */
  private volatile Timed timed;

  private record Timed(Duration timeout, Http2Headers headers) {}

  /** A method of a server, whose replies are bounded as the settings say. */
  WireMethod(String authority, String fullMethodName, ChannelSettings settings) {
    this.authority = AsciiString.of(authority);
    this.path = AsciiString.of("/" + fullMethodName);
    this.settings = settings;
    this.plain = headers(COMMON);
    this.timed = timed(Duration.ZERO);
  }

  /** The longest reply that is taken, in bytes. */
  int maxMessage() {
    return settings.maxMessageSize().toIntExact();
  }

  /** The longest headers of a reply that are taken, in bytes as HTTP/2 counts them. */
  int maxHeaders() {
    return settings.maxHeaderSize().toIntExact();
  }

  /**
   * The headers of a call.
   *
   * @param timeout what is left until its deadline
   */
  Http2Headers headers(Metadata metadata, Optional<Duration> timeout) {
    if (metadata.keys().isEmpty()) {
      return timeout.isEmpty() ? plain : sameFor(timeout.get());
    }
    List<AsciiString> pairs = new ArrayList<>(COMMON);
    timeout.ifPresent(left -> add(pairs, left));
    for (String name : metadata.keys()) {
      if (name.endsWith(Metadata.BINARY_HEADER_SUFFIX)) {
        add(pairs, name, metadata.getAll(Metadata.Key.of(name, Metadata.BINARY_BYTE_MARSHALLER)));
      } else {
        for (String value :
            metadata.getAll(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER))) {
          pairs.add(AsciiString.of(name));
          pairs.add(AsciiString.of(value));
        }
      }
    }
    return headers(pairs);
  }

  private Http2Headers sameFor(Duration timeout) {
    Timed known = timed;
    if (!known.timeout.equals(timeout)) {
      known = timed(timeout);
      timed = known;
    }
    return known.headers;
  }

  private Timed timed(Duration timeout) {
    List<AsciiString> pairs = new ArrayList<>(COMMON);
    add(pairs, timeout);
    return new Timed(timeout, headers(pairs));
  }

  private static void add(List<AsciiString> pairs, Duration timeout) {
    pairs.add(TIMEOUT);
    pairs.add(AsciiString.of(text(timeout.toNanos())));
  }

  private static void add(List<AsciiString> pairs, String name, Iterable<byte[]> values) {
    for (byte[] value : values) {
      pairs.add(AsciiString.of(name));
      pairs.add(AsciiString.of(Base64.getEncoder().withoutPadding().encodeToString(value)));
    }
  }

  private Http2Headers headers(List<AsciiString> pairs) {
    return ReadOnlyHttp2Headers.clientHeaders(
        false, POST, path, HTTP, authority, pairs.toArray(AsciiString[]::new));
  }

  /** In the finest unit that eight digits allow. */
  static String text(long nanos) {
    long left = Math.max(1, nanos);
    if (left <= MOST_TIMEOUT) {
      return left + "n";
    }
    if (left / NANOS_PER_MICRO <= MOST_TIMEOUT) {
      return left / NANOS_PER_MICRO + "u";
    }
    if (left / NANOS_PER_MILLI <= MOST_TIMEOUT) {
      return left / NANOS_PER_MILLI + "m";
    }
    return Math.min(MOST_TIMEOUT, left / (1_000 * NANOS_PER_MILLI)) + "S";
  }
}
