package fanout.aggregator.attempt;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.MethodDescriptor;
import java.util.concurrent.Executor;

/**
 * Makes each unary call with a {@link CallAttempts} in its options a race of attempts; every other
 * call passes untouched. It belongs outside of every interceptor that should see each attempt.
 * Thread-safe.
 */
public final class AttemptInterceptor implements ClientInterceptor {
  private final Executor executor;

  /**
   * An interceptor.
   *
   * @param executor where a call ends that has chosen no executor of its own: that of the channel
   */
  public AttemptInterceptor(Executor executor) {
    this.executor = executor;
  }

  @Override
  public <Q, R> ClientCall<Q, R> interceptCall(
      MethodDescriptor<Q, R> method, CallOptions options, Channel next) {
    CallAttempts call = options.getOption(CallAttempts.KEY);
    if (call == null || method.getType() != MethodDescriptor.MethodType.UNARY) {
      return next.newCall(method, options);
    }
    Executor own = options.getExecutor();
    return new RacedCall<>(method, options, next, call, own == null ? executor : own);
  }
}
