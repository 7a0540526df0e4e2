package fanout.aggregator.limit;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.data.LongPointData;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.metrics.data.MetricDataType;
import io.opentelemetry.sdk.testing.exporter.InMemoryMetricReader;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/** What an exporter would see, each time it is asked. */
final class Collected {
  static final AttributeKey<String> SCOPE = AttributeKey.stringKey("fanout.limit.scope");
  static final AttributeKey<String> POLICY = AttributeKey.stringKey("fanout.limit.policy");

  private final InMemoryMetricReader reader = InMemoryMetricReader.create();
  private final SdkMeterProvider meters =
      SdkMeterProvider.builder().registerMetricReader(reader).build();

  Meter meter() {
    return meters.get("test");
  }

  List<Attributes> labels(String metric) {
    return points(metric).map(LongPointData::getAttributes).toList();
  }

  /** All points of a scope together. */
  long sum(String metric, String scope) {
    return points(metric)
        .filter(point -> scope.equals(point.getAttributes().get(SCOPE)))
        .mapToLong(LongPointData::getValue)
        .sum();
  }

  private Stream<LongPointData> points(String metric) {
    return reader.collectAllMetrics().stream()
        .filter(each -> each.getName().equals(metric))
        .map(Collected::points)
        .flatMap(Collection::stream);
  }

  private static Collection<LongPointData> points(MetricData metric) {
    return metric.getType() == MetricDataType.LONG_GAUGE
        ? metric.getLongGaugeData().getPoints()
        : metric.getLongSumData().getPoints();
  }
}
