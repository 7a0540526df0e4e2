package fanout.backend.service;

import fanout.backend.CallId;
import fanout.backend.control.EffectiveBehavior;
import fanout.backend.fault.FaultPlan;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import java.util.List;

/** What the SERVER span of a call says about its simulation. */
final class CallSpan {
  private static final AttributeKey<String> BEHAVIOR = AttributeKey.stringKey("fanout.behavior");
  private static final AttributeKey<String> REQUEST_ID =
      AttributeKey.stringKey("fanout.request_id");
  private static final AttributeKey<Long> ATTEMPT = AttributeKey.longKey("fanout.attempt");
  private static final AttributeKey<Double> ASKED =
      AttributeKey.doubleKey("fanout.latency.asked_ms");
  private static final AttributeKey<Double> ACTUAL =
      AttributeKey.doubleKey("fanout.latency.actual_ms");
  private static final AttributeKey<Double> QUEUE = AttributeKey.doubleKey("fanout.queue.wait_ms");
  private static final AttributeKey<List<String>> FAULTS =
      AttributeKey.stringArrayKey("fanout.faults");

  private CallSpan() {}

  /** Said when the call starts, so that a call whose caller goes away has it too. */
  static void planned(
      Span span, CallId id, EffectiveBehavior behavior, long askedNanos, FaultPlan faults) {
    if (span.isRecording()) {
      span.setAttribute(BEHAVIOR, behavior.text());
      span.setAttribute(REQUEST_ID, id.requestId());
      span.setAttribute(ATTEMPT, (long) id.attempt());
      span.setAttribute(ASKED, askedNanos / 1e6);
      if (!faults.struck().isEmpty()) {
        span.setAttribute(FAULTS, faults.specs());
      }
    }
  }

  /** Said just before the answer is sent. */
  static void ended(Span span, long actualNanos, long queuedNanos) {
    if (span.isRecording()) {
      span.setAttribute(ACTUAL, actualNanos / 1e6);
      span.setAttribute(QUEUE, queuedNanos / 1e6);
    }
  }
}
