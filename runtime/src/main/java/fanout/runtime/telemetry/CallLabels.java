package fanout.runtime.telemetry;

import io.grpc.CallOptions;
import io.grpc.stub.AbstractStub;
import io.opentelemetry.api.common.Attributes;

/**
 * What the caller of an RPC knows about it and its metrics are to tell, for example by which
 * strategy it was made. Spans do not get it: their parent says it already. Immutable.
 *
 * <p>Every distinct value is a set of time series of its own: make labels of what the program can
 * name, never of what its callers write. See {@link AttemptLabels#MOST} for what happens otherwise.
 *
 * @param attributes the labels
 */
public record CallLabels(Attributes attributes) {
  private static final CallOptions.Key<CallLabels> KEY =
      CallOptions.Key.createWithDefault("fanout-call-labels", new CallLabels(Attributes.empty()));

  /** A stub whose calls carry these labels instead of any that it had. */
  public <S extends AbstractStub<S>> S on(S stub) {
    return stub.withOption(KEY, this);
  }

  /** The labels of a call; none where it was given none. */
  static CallLabels of(CallOptions options) {
    return options.getOption(KEY);
  }
}
