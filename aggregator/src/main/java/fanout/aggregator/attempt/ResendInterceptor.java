package fanout.aggregator.attempt;

import fanout.runtime.telemetry.AttemptSeries;
import fanout.runtime.telemetry.CallLabels;
import fanout.runtime.telemetry.ObservedCall;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.MethodDescriptor;

/**
 * Sends a unary call again that no server has seen: the transparent retries of gRFC A6, which gRPC
 * leaves off on a channel with {@code disableRetry()} and makes at a price of 2.6 kB a call
 * elsewhere, for what it must keep to replay a stream. It belongs inside of every interceptor that
 * takes both for one attempt, and outside of telemetry, which tells what was not written. Calls
 * that are no {@link TalliedCall} pass untouched. Thread-safe.
 */
public final class ResendInterceptor implements ClientInterceptor {
  @Override
  public <Q, R> ClientCall<Q, R> interceptCall(
      MethodDescriptor<Q, R> method, CallOptions options, Channel next) {
    if (method.getType() != MethodDescriptor.MethodType.UNARY
        || !(options.getOption(ObservedCall.KEY) instanceof TalliedCall call)) {
      return next.newCall(method, options);
    }
    if (options.getOption(AttemptSeries.KEY) == null) {
      return new ResentCall<>(method, options, next, call.tally());
    }
    Racer racer = new Racer(call, new AttemptTally());
    return new ResentCall<>(
        method, options.withOption(ObservedCall.KEY, racer), next, racer.tally());
  }

  /** One of several calls that are under way for a logical call: its own end must be told apart. */
  private record Racer(ObservedCall whole, AttemptTally tally) implements TalliedCall {
    @Override
    public CallLabels labels() {
      return whole.labels();
    }

    @Override
    public void attempted() {
      whole.attempted();
      TalliedCall.super.attempted();
    }
  }
}
