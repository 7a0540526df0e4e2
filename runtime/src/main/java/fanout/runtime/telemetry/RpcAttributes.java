package fanout.runtime.telemetry;

import static io.opentelemetry.semconv.ServerAttributes.SERVER_ADDRESS;
import static io.opentelemetry.semconv.ServerAttributes.SERVER_PORT;

import io.grpc.Status;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The attributes of the RPC semantic conventions (release candidate, 2026) and our own. The stable
 * semantic-conventions library has no {@code rpc.*} constants yet.
 *
 * @see <a href="https://opentelemetry.io/docs/specs/semconv/rpc/grpc">Conventions for gRPC</a>
 */
final class RpcAttributes {
  static final AttributeKey<String> SYSTEM = AttributeKey.stringKey("rpc.system.name");

  /** The value of {@link #SYSTEM}. */
  static final String GRPC = "grpc";

  static final AttributeKey<String> METHOD = AttributeKey.stringKey("rpc.method");

  /** The value of {@link #METHOD} for one that the server does not have. */
  static final String OTHER = "_OTHER";

  /** With {@link #OTHER}: the method as the caller wrote it. */
  static final AttributeKey<String> METHOD_ORIGINAL = AttributeKey.stringKey("rpc.method_original");

  static final AttributeKey<String> STATUS = AttributeKey.stringKey("rpc.response.status_code");

  /** 1 for the first try of a call, 2 for the next retry or hedge. */
  static final AttributeKey<Long> ATTEMPT = AttributeKey.longKey("fanout.attempt");

  /** True on an attempt that was sent beside one still pending. */
  static final AttributeKey<Boolean> HEDGE = AttributeKey.booleanKey("fanout.hedge");

  /** True on an attempt that gRPC made by itself in place of one that no server has seen. */
  static final AttributeKey<Boolean> TRANSPARENT =
      AttributeKey.booleanKey("fanout.transparent_retry");

  /** True on an attempt or call that somebody called off; its span is not an error. */
  static final AttributeKey<Boolean> CANCELLED = AttributeKey.booleanKey("fanout.cancelled");

  static final AttributeKey<String> REASON = AttributeKey.stringKey("fanout.reason");

  /** An authority that is not host and port (a socket's path, a name alone) is kept as it is. */
  private static final Pattern HOST_PORT = Pattern.compile("\\[?([^\\[\\]]+)\\]?:(\\d{1,5})");

  private RpcAttributes() {}

  /** Health, reflection and channelz: asked for by machines, all day long. */
  static boolean isInfrastructure(String fullMethod) {
    return fullMethod.startsWith("grpc.");
  }

  static Attributes of(String fullMethod) {
    return Attributes.of(SYSTEM, GRPC, METHOD, fullMethod);
  }

  /** What is known of a call before it is made; samplers see these. */
  static Attributes of(String fullMethod, @Nullable String authority) {
    AttributesBuilder attributes = of(fullMethod).toBuilder();
    if (authority != null) {
      Matcher matcher = HOST_PORT.matcher(authority);
      boolean split = matcher.matches();
      attributes.put(SERVER_ADDRESS, split ? matcher.group(1) : authority);
      if (split) {
        attributes.put(SERVER_PORT, Integer.parseInt(matcher.group(2)));
      }
    }
    return attributes.build();
  }

  /** Why an RPC ended, in the words of whoever ended it. */
  static String reason(Status status) {
    if (status.getDescription() != null) {
      return status.getDescription();
    }
    return status.getCause() == null ? "" : status.getCause().toString();
  }
}
