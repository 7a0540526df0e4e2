package fanout.lab.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import fanout.lab.trace.JaegerQuery.Search;
import fanout.lab.trace.rule.Evidence;
import fanout.lab.trace.rule.Evidence.Asked;
import fanout.lab.trace.rule.TraceRule;
import fanout.runtime.spec.SpecException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JaegerQueryTest {
  private static final Instant START = Instant.ofEpochSecond(0, SampleTraces.START);

  private static Search search(Instant from, Map<String, String> attributes) {
    return new Search(
        "aggregator",
        "fanout.v1.DashboardService/GetDashboard",
        from,
        from.plusSeconds(60),
        attributes,
        10);
  }

  @Test
  void tracesAreFoundByIdAndBySearch() throws Exception {
    List<Trace> all = List.of(SampleTraces.sequential(), SampleTraces.hedged());
    try (FakeJaeger server = FakeJaeger.start(() -> all);
        JaegerQuery jaeger = new JaegerQuery(server.url() + "/")) {
      assertThat(jaeger.services())
          .containsExactly("aggregator", "notifications", "orders", "user");
      assertThat(jaeger.operations("orders")).containsExactly("fanout.v1.ordersService/ListOrders");
      assertThat(jaeger.trace(all.getLast().id())).contains(all.getLast());
      assertThat(jaeger.trace("f".repeat(32))).isEmpty();
      assertThat(jaeger.traces(search(START, Map.of()))).containsExactlyElementsOf(all);
      assertThat(jaeger.traces(search(START.plusSeconds(1), Map.of()))).isEmpty();
      assertThat(jaeger.traces(search(START, Map.of("no", "such")))).isEmpty();
      assertThat(jaeger.link("abc")).isEqualTo(server.url() + "/trace/abc");
    }
  }

  /** The demo's trace of a call that its limit cut off. */
  @Test
  void whatARealJaegerAnsweredIsReadAndKeepsEveryRule() throws Exception {
    try (InputStream recorded = getClass().getResourceAsStream("/jaeger/trace.json")) {
      List<Trace> traces = TraceFiles.read(recorded, "trace.json", TraceFiles.Limits.STANDARD);
      assertThat(traces).singleElement().matches(Trace::isComplete);
      Evidence evidence = new Evidence(traces, Asked.UNKNOWN, Duration.ofMillis(1));
      assertThat(TraceRule.all()).allMatch(rule -> rule.faults(evidence).isEmpty());
    }
  }

  @Test
  void aComplaintOfJaegerIsHandedOn() throws Exception {
    try (FakeJaeger server = FakeJaeger.start(List::of);
        JaegerQuery jaeger = new JaegerQuery(server.url())) {
      assertThatThrownBy(() -> jaeger.trace("abc"))
          .isInstanceOf(JaegerException.class)
          .hasMessage(
              server.url()
                  + " answers 400: malformed parameter trace_id: invalid length for TraceID");
    }
  }

  @Test
  void aJaegerThatIsNotThereIsOneClearLine() throws Exception {
    int nobody;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      nobody = free.getLocalPort();
    }
    try (JaegerQuery jaeger = new JaegerQuery("http://127.0.0.1:" + nobody)) {
      assertThatThrownBy(jaeger::services)
          .isInstanceOf(JaegerException.class)
          .hasMessage("nothing answers on http://127.0.0.1:" + nobody + " as Jaeger would");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "127.0.0.1:16686", "ftp://a", "http://", "http://a?b"})
  void whatIsNoUrlIsRefused(String url) {
    assertThatThrownBy(() -> new JaegerQuery(url))
        .isInstanceOf(SpecException.class)
        .hasMessageContainingAll("--jaeger", "http://127.0.0.1:16686");
  }
}
