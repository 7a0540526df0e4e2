package fanout.runtime.telemetry;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ClientStreamTracer;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Counts the attempts (first try, retries, hedges) that gRPC makes for one logical call. Works with
 * telemetry off. Use one for each call:
 *
 * <pre>{@code
 * Attempts attempts = new Attempts();
 * stub.withInterceptors(attempts).getUser(request);
 * attempts.count();
 * }</pre>
 *
 * <p>Thread-safe. An attempt counts from the moment gRPC decides on it, so that one which waits for
 * a connection and is never sent counts too.
 */
public final class Attempts implements ClientInterceptor {
  private static final ClientStreamTracer NO_OP = new ClientStreamTracer() {};

  private final AtomicInteger started = new AtomicInteger();
  private final ClientStreamTracer.Factory counter =
      new ClientStreamTracer.Factory() {
        @Override
        public ClientStreamTracer newClientStreamTracer(
            ClientStreamTracer.StreamInfo info, Metadata headers) {
          started.incrementAndGet();
          return NO_OP;
        }
      };

  /** Attempts begun so far. */
  public int count() {
    return started.get();
  }

  /** {@code options} of a call whose attempts are to be counted here. */
  public CallOptions countedBy(CallOptions options) {
    return options.withStreamTracerFactory(counter);
  }

  @Override
  public <Q, R> ClientCall<Q, R> interceptCall(
      MethodDescriptor<Q, R> method, CallOptions options, Channel next) {
    return next.newCall(method, countedBy(options));
  }
}
