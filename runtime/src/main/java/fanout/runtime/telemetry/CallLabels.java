package fanout.runtime.telemetry;

import io.opentelemetry.api.common.Attributes;

/**
 * What the caller of an RPC knows about it and its metrics are to tell, for example by which
 * strategy it was made; see {@link ObservedCall}. Spans do not get it: their parent says it
 * already. Immutable.
 *
 * <p>Every distinct value is a set of time series of its own: make labels of what the program can
 * name, never of what its callers write. See {@link AttemptLabels#MOST} for what happens otherwise.
 *
 * @param attributes the labels
 */
public record CallLabels(Attributes attributes) {
  /** Nothing. */
  public static final CallLabels NONE = new CallLabels(Attributes.empty());
}
