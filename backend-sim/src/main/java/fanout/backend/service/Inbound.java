package fanout.backend.service;

import fanout.backend.CallId;
import fanout.runtime.server.SimulationMetadata;
import fanout.runtime.spec.SpecException;
import io.grpc.Attributes;
import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.opentelemetry.api.trace.Span;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a backend knows about an RPC when it arrives.
 *
 * @param id names it in all random draws
 * @param idMadeUp whether it came without a request id; the one made up is then sent back
 * @param simulation the behaviour that it brings, or null
 * @param transport attributes of its connection
 * @param context ends when the caller goes away
 * @param span the SERVER span
 */
record Inbound(
    CallId id,
    boolean idMadeUp,
    @Nullable String simulation,
    Attributes transport,
    Context context,
    Span span) {
  /** gRPC's retries and hedges say here how many attempts came before. */
  static final Metadata.Key<String> PREVIOUS_ATTEMPTS =
      Metadata.Key.of("grpc-previous-rpc-attempts", Metadata.ASCII_STRING_MARSHALLER);

  private static final String ATTEMPTS = "a whole number from 0 to " + Integer.MAX_VALUE;

  /**
   * Reads the metadata on the thread and in the context of the handler.
   *
   * @throws SpecException if it is malformed
   */
  static Inbound of(ServerCall<?, ?> call, Metadata headers) {
    String requestId = headers.get(SimulationMetadata.REQUEST_ID);
    boolean madeUp = requestId == null || requestId.isBlank();
    return new Inbound(
        new CallId(madeUp ? UUID.randomUUID().toString() : requestId, attempt(headers)),
        madeUp,
        headers.get(SimulationMetadata.SIM),
        call.getAttributes(),
        Context.current(),
        Span.current());
  }

  /** What response headers, or the trailers of an answer without headers, tell the caller. */
  Metadata responseHeaders() {
    Metadata headers = new Metadata();
    if (idMadeUp) {
      headers.put(SimulationMetadata.REQUEST_ID, id.requestId());
    }
    return headers;
  }

  private static int attempt(Metadata headers) {
    String text = headers.get(PREVIOUS_ATTEMPTS);
    if (text == null) {
      return 0;
    }
    try {
      int attempt = Integer.parseInt(text);
      SpecException.require(attempt >= 0, PREVIOUS_ATTEMPTS.name(), text, ATTEMPTS);
      return attempt;
    } catch (NumberFormatException e) {
      throw new SpecException(PREVIOUS_ATTEMPTS.name(), text, ATTEMPTS);
    }
  }
}
