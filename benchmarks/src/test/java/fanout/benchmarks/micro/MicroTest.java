package fanout.benchmarks.micro;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MicroTest {
  @ParameterizedTest
  @ValueSource(
      classes = {Draw.class, HandOver.class, LatencyText.class, LimiterTurn.class, PlanText.class})
  void theBuildHasGeneratedEachBenchmark(Class<?> benchmark) throws IOException {
    assertThat(generated()).contains(benchmark.getName());
  }

  @Test
  void whatIsMeasuredIsWhatItsNameSays() {
    assertThat(new PlanText().overlay().section("user").required()).isTrue();
    assertThat(new Draw().latencyNanos()).isPositive();
    assertThat(new LatencyText().print()).startsWith("lognormal(");
  }

  /** Where JMH's annotation processor lists what it has found. */
  private static String generated() throws IOException {
    try (InputStream list = Micro.class.getResourceAsStream("/META-INF/BenchmarkList")) {
      assertThat(list).isNotNull();
      return new String(list.readAllBytes(), UTF_8);
    }
  }
}
