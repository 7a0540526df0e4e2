package fanout.runtime.resend;

import fanout.runtime.telemetry.AttemptSeries;
import fanout.runtime.telemetry.CallLabels;
import fanout.runtime.telemetry.ObservedCall;
import fanout.runtime.telemetry.Telemetry;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ManagedChannelBuilder;
import io.grpc.MethodDescriptor;
import org.jspecify.annotations.Nullable;

/**
 * Sends a unary call again that no server has seen: the transparent retries of gRFC A6, which gRPC
 * leaves off on a channel with {@code disableRetry()} and makes at a price of 2.6 kB a call
 * elsewhere, for what it must keep to replay a stream. It belongs inside of every interceptor that
 * takes both for one attempt, and outside of telemetry, which tells what was not written.
 * Thread-safe.
 */
public final class ResendInterceptor implements ClientInterceptor {
  /** Gives a channel without telemetry these retries in the place of gRPC's. */
  public static void on(ManagedChannelBuilder<?> channel) {
    channel.disableRetry();
    Telemetry.off().instrument(channel);
    channel.intercept(new ResendInterceptor()); // the last is the outermost
  }

  @Override
  public <Q, R> ClientCall<Q, R> interceptCall(
      MethodDescriptor<Q, R> method, CallOptions options, Channel next) {
    if (method.getType() != MethodDescriptor.MethodType.UNARY) {
      return next.newCall(method, options);
    }
    ObservedCall observed = options.getOption(ObservedCall.KEY);
    if (observed instanceof TalliedCall call && options.getOption(AttemptSeries.KEY) == null) {
      return new ResentCall<>(method, options, next, call.tally());
    }
    Own own = new Own(observed, new AttemptTally());
    return new ResentCall<>(method, options.withOption(ObservedCall.KEY, own), next, own.tally());
  }

  /**
   * A call that nobody keeps a tally of, or one of several that are under way for a logical call,
   * whose own end must be told apart.
   */
  private record Own(@Nullable ObservedCall whole, AttemptTally tally) implements TalliedCall {
    @Override
    public CallLabels labels() {
      return whole == null ? CallLabels.NONE : whole.labels();
    }

    @Override
    public void attempted() {
      if (whole != null) {
        whole.attempted();
      }
      TalliedCall.super.attempted();
    }
  }
}
