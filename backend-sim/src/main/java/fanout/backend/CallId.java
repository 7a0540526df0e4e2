package fanout.backend;

/**
 * Names one attempt of one call in all random draws. A retry or a hedge has the request id of the
 * first attempt and draws anew, because a call that was slow or failed by chance may be lucky the
 * second time; that is what retries and hedges are for.
 *
 * @param requestId from the request metadata {@code fanout-request-id}, or made up
 * @param attempt how many attempts came before, from {@code grpc-previous-rpc-attempts}
 */
public record CallId(String requestId, int attempt) {
  /** The name of this attempt in draws; that of a first attempt is the request id itself. */
  public String perAttempt() {
    return attempt == 0 ? requestId : requestId + "~" + attempt;
  }

  /** One message on a stream, or one part of a call, that draws for itself. */
  public CallId part(long index) {
    return new CallId(requestId + "/" + Long.toUnsignedString(index), attempt);
  }
}
