package fanout.runtime.telemetry;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Addresses as attributes. The text of an IP address is made letter by letter: connections live
 * longer than calls, so it is kept. Bounded, because callers choose their ports. Thread-safe.
 */
final class Endpoints {
  private static final int MOST = 1024;
  private static final Map<InetSocketAddress, Endpoint> KNOWN = new ConcurrentHashMap<>();

  private record Endpoint(String host, Long port) {}

  private Endpoints() {}

  /** Puts an address in its two attributes, if it is known. */
  static void set(
      Span span, AttributeKey<String> host, AttributeKey<Long> port, @Nullable SocketAddress at) {
    if (at instanceof InetSocketAddress inet) {
      Endpoint endpoint = endpoint(inet);
      span.setAttribute(host, endpoint.host);
      span.setAttribute(port, endpoint.port);
    } else if (at != null) {
      span.setAttribute(host, at.toString());
    }
  }

  private static Endpoint endpoint(InetSocketAddress inet) {
    Endpoint known = KNOWN.get(inet);
    if (known != null) {
      return known;
    }
    if (KNOWN.size() >= MOST) {
      // A flood of connections gains nothing from a cache, whatever is thrown out first.
      KNOWN.clear();
    }
    Endpoint endpoint = new Endpoint(host(inet), (long) inet.getPort());
    KNOWN.put(inet, endpoint);
    return endpoint;
  }

  private static String host(InetSocketAddress inet) {
    return inet.isUnresolved() ? inet.getHostString() : inet.getAddress().getHostAddress();
  }
}
