package fanout.lab.testbed;

import fanout.lab.trace.OtlpReceiver;
import fanout.lab.trace.Trace;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The traces of a testbed that was started here, if it was told to receive any.
 *
 * @param receiver gets the spans; empty for none
 * @param place of the testbed, for messages
 */
record TraceInbox(Optional<OtlpReceiver> receiver, String place) {
  /** How many spans it holds. */
  static final int MOST_SPANS = 100_000;

  /**
   * Whoever asks for a trace gets it, whatever the environment samples, and however many requests
   * end before an exporter has its turn.
   */
  static final Map<String, String> EVERY_SPAN =
      Map.of(
          "OTEL_SDK_DISABLED",
          "false",
          "OTEL_TRACES_SAMPLER",
          "always_on",
          "OTEL_BSP_MAX_QUEUE_SIZE",
          String.valueOf(MOST_SPANS));

  /** Everything that such a testbed can do. */
  Set<Ability> abilities() {
    return receiver.isPresent()
        ? EnumSet.allOf(Ability.class)
        : EnumSet.complementOf(EnumSet.of(Ability.TRACES));
  }

  /** As {@link Testbed#trace} has it. */
  Optional<Trace> trace(String traceId) {
    return receiver
        .orElseThrow(() -> new MissingAbilityException(Ability.TRACES, place))
        .trace(traceId);
  }

  /** What a service of the testbed is told by environment variables. */
  Map<String, String> variables(String service) {
    Map<String, String> variables = new LinkedHashMap<>();
    variables.put("OTEL_SERVICE_NAME", service);
    // A short delay only bounds how long a watcher waits; whoever needs a trace flushes.
    variables.put("OTEL_BSP_SCHEDULE_DELAY", "200");
    if (receiver.isPresent()) {
      variables.putAll(EVERY_SPAN);
    }
    return variables;
  }
}
