package fanout.lab.process;

import static org.assertj.core.api.Assertions.assertThat;

import fanout.aggregator.AggregatorSettings;
import fanout.lab.client.DashboardClient;
import fanout.lab.client.DashboardClient.Ask;
import fanout.lab.trace.OtlpReceiver;
import fanout.lab.trace.Span;
import fanout.lab.trace.Trace;
import fanout.lab.trace.TraceShape;
import fanout.lab.trace.TraceShape.Order;
import fanout.v1.Dashboard;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Spans and log lines of several processes. */
class TracesTest {
  private static final Set<String> SECTIONS = Set.copyOf(AggregatorSettings.SECTIONS);

  /** A server may be descheduled between its reply and the end of its span: no time is too long. */
  private static final Duration BETWEEN_PROCESSES = Child.LONG;

  /** One SERVER span, the fan-out, and for each section its own, its CLIENT and its SERVER span. */
  private static final int SPANS = 2 + 3 * 3;

  /** The exporter by itself goes on trying for eight seconds or more; the bound is two. */
  private static final Duration EXPORTER_RETRIES = Duration.ofSeconds(7);

  private static Map<String, String> exporting(String endpoint, String service) {
    return exporting(endpoint, service, "50");
  }

  private static Map<String, String> exporting(String endpoint, String service, String delayMs) {
    return Map.of(
        "OTEL_EXPORTER_OTLP_ENDPOINT", endpoint,
        "OTEL_BSP_SCHEDULE_DELAY", delayMs,
        "OTEL_SERVICE_NAME", service,
        "FANOUT_LOG_LEVEL", "DEBUG");
  }

  @Test
  void oneRequestIsOneConnectedTraceAcrossTheProcessesAndItsIdIsInTheLog() throws Exception {
    try (OtlpReceiver receiver = OtlpReceiver.start(1_000);
        Child backend =
            Program.BACKEND.start(
                exporting(receiver.endpoint(), "all"), "--behavior=latency=40ms");
        Child aggregator =
            Program.AGGREGATOR.start(
                exporting(receiver.endpoint(), "edge"), Targets.all(backend))) {
      DashboardClient dashboards = aggregator.dashboards();
      String traceId = "";
      for (Order order : Order.values()) {
        String strategy = order == Order.CHAINED ? "sequential" : "concurrent";
        Dashboard dashboard =
            dashboards.call(Ask.of("u-1").plan("budget=20s,strategy=" + strategy)).orThrow();
        traceId = dashboard.getTraceId();
        Trace trace = receiver.awaitTrace(traceId, SPANS, Child.LONG);
        assertThat(new TraceShape(order, SECTIONS, BETWEEN_PROCESSES).violations(trace)).isEmpty();
        Trace edge = Trace.of(trace.spans().filter(s -> s.service().equals("edge")).toList());
        assertThat(new TraceShape(order, SECTIONS, Duration.ZERO).violations(edge)).isEmpty();
        assertThat(trace.spans().map(Span::service)).containsOnly("edge", "all");
        assertThat(trace.size()).isEqualTo(SPANS);
      }
      String id = traceId;
      aggregator.terminate();
      assertThat(aggregator.awaitExit()).isZero();
      assertThat(aggregator.log())
          .filteredOn(line -> line.contains("trace_id=" + id))
          .isNotEmpty()
          .allMatch(line -> line.matches(".*DEBUG .* trace_id=[0-9a-f]{32} span_id=[0-9a-f]{16}"));
    }
  }

  @Test
  void aTerminatedProcessDeliversTheSpansItHasNotYetSent() throws Exception {
    try (OtlpReceiver receiver = OtlpReceiver.start(1_000);
        Child backend = Program.BACKEND.start();
        Child aggregator =
            Program.AGGREGATOR.start(
                exporting(receiver.endpoint(), "edge", "3600000"), Targets.all(backend))) {
      Dashboard dashboard = aggregator.dashboards().call(Ask.of("u-1")).orThrow();
      assertThat(receiver.traces()).isEmpty();
      aggregator.terminate();
      assertThat(aggregator.awaitExit()).isZero();
      assertThat(receiver.trace(dashboard.getTraceId())).isPresent();
    }
  }

  @Test
  void aCollectorThatIsAwayHoldsUpNeitherRequestsNorTheEnd() throws Exception {
    String nobody;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      nobody = "http://127.0.0.1:" + free.getLocalPort();
    }
    try (Child backend = Program.BACKEND.start();
        Child aggregator =
            Program.AGGREGATOR.start(exporting(nobody, "edge"), Targets.all(backend))) {
      DashboardClient dashboards = aggregator.dashboards();
      for (int i = 0; i < 50; i++) {
        assertThat(dashboards.call(Ask.of("u-1")).orThrow().getCompleteness()).isEqualTo(1.0);
      }
      aggregator.terminate();
      assertThat(aggregator.endsWithin(EXPORTER_RETRIES)).isTrue();
      assertThat(aggregator.awaitExit()).isZero();
    }
  }
}
