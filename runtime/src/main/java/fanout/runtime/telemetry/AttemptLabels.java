package fanout.runtime.telemetry;

import io.grpc.Status;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The labels of attempts of one method by callers with the same {@link CallLabels}, one set for
 * each way to end, built once so that measuring an attempt allocates none. Immutable.
 *
 * <p>The outcome tells what the code does not: who ended the attempt. {@code answered} is OK;
 * {@code timed-out} and {@code cancelled} were this side's doing; everything else, a CANCELLED or
 * DEADLINE_EXCEEDED from the server included, {@code failed}.
 *
 * @param byServer by code, where the status came from the server
 * @param byClient by code, where it was made on this side
 */
record AttemptLabels(List<Attributes> byServer, List<Attributes> byClient) {
  /**
   * How many different {@link CallLabels} are told apart; the attempts of any further ones are
   * measured without them and marked as the SDK marks its own overflow.
   */
  static final int MOST = 256;

  private static final AttributeKey<String> OUTCOME = AttributeKey.stringKey("fanout.outcome");
  private static final CallLabels OVERFLOW =
      new CallLabels(Attributes.of(AttributeKey.booleanKey("otel.metric.overflow"), true));

  private static AttemptLabels of(String method, CallLabels labels) {
    AttributesBuilder base = RpcAttributes.of(method).toBuilder().putAll(labels.attributes());
    return new AttemptLabels(byCode(base.build(), true), byCode(base.build(), false));
  }

  private static List<Attributes> byCode(Attributes base, boolean answered) {
    return Arrays.stream(Status.Code.values())
        .map(
            code ->
                base.toBuilder()
                    .put(RpcAttributes.STATUS, code.name())
                    .put(OUTCOME, outcome(code, answered))
                    .build())
        .toList();
  }

  private static String outcome(Status.Code code, boolean answered) {
    if (code == Status.Code.OK) {
      return "answered";
    }
    return answered || (code != Status.Code.CANCELLED && code != Status.Code.DEADLINE_EXCEEDED)
        ? "failed"
        : code == Status.Code.CANCELLED ? "cancelled" : "timed-out";
  }

  /**
   * The labels of an attempt that has ended.
   *
   * @param answered whether the status came from the server
   */
  Attributes of(Status status, boolean answered) {
    return (answered ? byServer : byClient).get(status.getCode().value());
  }

  /** All that have been asked for, at most {@link #MOST} for each method. Thread-safe. */
  static final class Cache {
    private final Map<CallLabels, Map<String, AttemptLabels>> known = new ConcurrentHashMap<>();

    AttemptLabels get(String method, CallLabels labels) {
      Map<String, AttemptLabels> methods = known.get(labels);
      if (methods == null) {
        if (known.size() >= MOST && !labels.equals(OVERFLOW)) {
          return get(method, OVERFLOW);
        }
        methods = known.computeIfAbsent(labels, added -> new ConcurrentHashMap<>());
      }
      AttemptLabels attempt = methods.get(method);
      return attempt == null ? methods.computeIfAbsent(method, name -> of(name, labels)) : attempt;
    }
  }
}
