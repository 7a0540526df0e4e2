package fanout.aggregator.flight;

import fanout.aggregator.limit.Limit.End;
import fanout.aggregator.limit.Shed;
import fanout.aggregator.source.CallResult;
import io.grpc.Status;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import java.time.Duration;

/** What a limit learns of a call, and what a span says of its wait. */
final class Turns {
  private static final AttributeKey<Double> WAIT =
      AttributeKey.doubleKey("fanout.admission.wait_ms");
  private static final AttributeKey<String> SHED = AttributeKey.stringKey("fanout.admission.shed");

  private Turns() {}

  static void describe(Span span, Duration waited) {
    span.setAttribute(WAIT, waited.toNanos() / 1e6);
  }

  static void describe(Span span, Shed shed) {
    describe(span, shed.waited());
    span.setAttribute(SHED, shed.reason().label());
  }

  static End end(CallResult result) {
    return switch (result) {
      case CallResult.Answer answer -> End.ANSWERED;
      case CallResult.Failure failure -> end(failure.status());
    };
  }

  /** A failure of a status's own making, a wrong argument for example, says nothing of the load. */
  static End end(Status status) {
    return switch (status.getCode()) {
      case OK -> End.ANSWERED;
      case DEADLINE_EXCEEDED, RESOURCE_EXHAUSTED, UNAVAILABLE -> End.DROPPED;
      case CANCELLED,
          UNKNOWN,
          INVALID_ARGUMENT,
          NOT_FOUND,
          ALREADY_EXISTS,
          PERMISSION_DENIED,
          FAILED_PRECONDITION,
          ABORTED,
          OUT_OF_RANGE,
          UNIMPLEMENTED,
          INTERNAL,
          DATA_LOSS,
          UNAUTHENTICATED ->
          End.OTHER;
    };
  }
}
