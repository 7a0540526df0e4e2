package fanout.backend.latency;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import fanout.runtime.spec.SpecException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MalformedModelTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '>',
      quoteCharacter = '"',
      value = {
        "5 > a duration with a unit",
        "25h > value: '90000s' is not allowed; allowed: 0ms to 24h",
        "-5ms > '-5ms' is not allowed",
        "uniform(8ms,2ms) > max: '2ms' is not allowed; allowed: more than min",
        "uniform(2ms,2ms) > max: '2ms' is not allowed; allowed: more than min",
        "uniform(min=2ms) > no max",
        "uniform(2ms,25h) > max: '90000s'",
        "normal(20ms,0ms) > sd: '0ms' is not allowed; allowed: more than 0ms",
        "normal(25h,1ms) > mean: '90000s'",
        "normal(20ms) > no sd",
        "lognormal() > either p50 and p99, or mean and sigma",
        "lognormal(p50=20ms) > 'p50' is not allowed; allowed: either p50 and p99",
        "lognormal(p50=20ms,sigma=1) > either p50 and p99",
        "lognormal(p50=20ms,p99=120ms,sigma=1) > either p50 and p99",
        "lognormal(p50=20ms,p99=120ms,mean=30ms,sigma=1) > either p50 and p99",
        "lognormal(p50=20ms,p99=20ms) > p99: '20ms' is not allowed; allowed: more than p50",
        "lognormal(p50=0ms,p99=20ms) > p50: '0ms'",
        "lognormal(p50=1ns,p99=1s) > p99: '1s' is not allowed; allowed: up to 112 000 times p50",
        "lognormal(p50=20ms,p99=25h) > p99: '90000s'",
        "lognormal(mean=0ms,sigma=1) > mean: '0ms'",
        "lognormal(mean=20ms,sigma=0) > sigma: '0' is not allowed; allowed: more than 0, up to 5",
        "lognormal(mean=20ms,sigma=-1) > sigma: '-1'",
        "lognormal(mean=20ms,sigma=5.1) > sigma: '5.1'",
        "exponential(0ms) > mean: '0ms'",
        "exponential(mean=5ms,floor=5ms) > mean: '5ms' is not allowed; allowed: more than floor",
        "exponential(mean=20ms,floor=25h) > floor: '90000s'",
        "pareto(0ms,2) > min: '0ms'",
        "pareto(5ms,1) > alpha: '1' is not allowed; allowed: more than 1, or more than 0 with a"
            + " cap",
        "pareto(5ms,0,2s) > alpha: '0'",
        "pareto(5ms,-2,2s) > alpha: '-2'",
        "pareto(5ms,2,5ms) > cap: '5ms' is not allowed; allowed: more than min",
        "pareto(5ms,2,25h) > cap: '90000s'",
        "pareto(5ms,Infinity) > 'Infinity'",
        "percentiles(0ms,30ms,200ms) > p50: '0ms'",
        "percentiles(30ms,30ms,200ms) > p90: '30ms' is not allowed; allowed: more than p50",
        "percentiles(10ms,30ms,20ms) > p99: '20ms' is not allowed; allowed: more than p90",
        "percentiles(10ms,30ms,25h) > p99: '90000s'",
        "percentiles(1us,1s,2s) > p90: '1s' is not allowed; allowed: up to 600 times p50",
        "percentiles(1ms,2ms,1s) > p99: '1s' is not allowed; allowed: up to 180 times p90",
        "percentiles(10ms,30ms,200ms,100ms) > max: '100ms' is not allowed; allowed: p99 or more",
        "95%:5ms|4%:50ms > weights: 'sum 0.99' is not allowed; allowed: weights that add up to"
            + " 100%",
        "95%:5ms|6%:50ms > weights that add up to 100%",
        "mix(100%:5ms) > two or more weight:model",
        "mix(none) > two or more weight:model",
        "95%:5ms|5% > weight:model",
        "95%:5ms|150%:50ms > '150%' is not allowed; allowed: 0% to 100%",
        "95%:5ms|5%:uniform(8ms,2ms) > max: '2ms'",
        "scaled(5ms,0) > factor: '0' is not allowed; allowed: 0.000001 to 1000000",
        "scaled(5ms,-2) > factor: '-2'",
        "scaled(5ms,1000001) > factor: '1000001'",
        "scaled(5ms) > no factor",
        "empirical() > no file",
        "empirical(a.txt,minutes) > ns, us, ms, s",
        "cauchy(5ms) > allowed: constant(value=<duration>), uniform(",
      })
  void namesFieldValueAndWhatIsAllowed(String text, String complaint) {
    assertThatThrownBy(() -> Models.model(text))
        .isInstanceOf(SpecException.class)
        .hasMessageContaining(complaint);
  }
}
