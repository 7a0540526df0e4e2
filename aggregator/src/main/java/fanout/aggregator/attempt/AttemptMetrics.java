package fanout.aggregator.attempt;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.LongCounter;
import io.opentelemetry.api.metrics.Meter;

/**
 * Counts hedges and retries by backend and result. The extra load of hedging is {@code
 * (fanout.hedges won + lost) / fanout.raced.calls}. Thread-safe.
 */
final class AttemptMetrics {
  private static final AttributeKey<String> SECTION = AttributeKey.stringKey("fanout.section");
  private static final AttributeKey<String> RESULT = AttributeKey.stringKey("fanout.result");

  private final LongCounter calls;
  private final LongCounter hedges;
  private final LongCounter retries;

  AttemptMetrics(Meter meter) {
    this.calls = counter(meter, "fanout.raced.calls", "Calls that may be hedged or retried");
    this.hedges = counter(meter, "fanout.hedges", "Hedges won, lost, or refused by the budget");
    this.retries = counter(meter, "fanout.retries", "Retries sent, or the reason why not");
  }

  private static LongCounter counter(Meter meter, String name, String doc) {
    return meter.counterBuilder(name).setDescription(doc).build();
  }

  void call(String backend) {
    calls.add(1, Attributes.of(SECTION, backend));
  }

  void hedge(String backend, String result) {
    hedges.add(1, Attributes.of(SECTION, backend, RESULT, result));
  }

  void retry(String backend, String result) {
    retries.add(1, Attributes.of(SECTION, backend, RESULT, result));
  }
}
