package fanout.backend.latency;

import fanout.runtime.spec.Spec;
import java.util.stream.Stream;

/** Texts of models: one or more of every variant, extremes included. */
final class Models {
  private static final String RECORDED = "src/test/resources/fanout/backend/latency/recorded.txt";

  private Models() {}

  static Stream<String> texts() {
    return Stream.of(
        "5ms",
        "0ms",
        "uniform(min=2ms,max=8ms)",
        "uniform(min=0ms,max=1us)",
        "normal(mean=20ms,sd=5ms)",
        "normal(mean=5ms,sd=10ms)",
        "normal(mean=0ms,sd=3ms)",
        "lognormal(p50=20ms,p99=120ms)",
        "lognormal(mean=30ms,sigma=0.8)",
        "exponential(mean=20ms)",
        "exponential(mean=20ms,floor=5ms)",
        "pareto(min=5ms,alpha=2.5)",
        "pareto(min=5ms,alpha=1,cap=2s)",
        "pareto(min=5ms,alpha=0.7,cap=400ms)",
        "percentiles(p50=10ms,p90=30ms,p99=200ms)",
        "percentiles(p50=10ms,p90=30ms,p99=200ms,max=250ms)",
        "empirical(file=" + RECORDED + ")",
        "95%:5ms|5%:50ms",
        "90%:lognormal(p50=20ms,p99=120ms)|7%:exponential(mean=50ms)|3%:2s",
        "50%:1ms|50%:mix(50%:2ms|50%:uniform(min=3ms,max=4ms))",
        "95%:exponential(mean=4ms)|5%:scaled(model=exponential(mean=4ms),factor=10)",
        "scaled(model=5ms|5%:50ms,factor=0.5)".replace("=5ms|", "=95%:5ms|"));
  }

  /** Parameters at the edge of what is accepted. */
  static Stream<String> extremes() {
    return Stream.of(
        "24h",
        "uniform(0ms,24h)",
        "normal(24h,24h)",
        "normal(24h,1ns)",
        "normal(0ms,1ns)",
        "lognormal(mean=24h,sigma=5)",
        "lognormal(mean=1ns,sigma=5)",
        "lognormal(mean=24h,sigma=" + "0." + "0".repeat(300) + "1)",
        "lognormal(p50=23h,p99=24h)",
        "lognormal(p50=1s,p99=24h)",
        "exponential(24h)",
        "exponential(mean=24h,floor=86399s)",
        "pareto(24h,1.000000000001)",
        "pareto(1ns,1" + "0".repeat(300) + ")",
        "pareto(min=1ns,alpha=0." + "0".repeat(320) + "1,cap=24h)",
        "pareto(min=1ns,alpha=1.0000000000000002,cap=24h)",
        "percentiles(1ns,2ns,3ns)",
        "percentiles(8h,16h,24h)",
        "scaled(24h,1000000)",
        "scaled(1ns,0.000001)",
        "100%:5ms|0%:24h");
  }

  static LatencyModel model(String text) {
    return Spec.parse(LatencyModel.class, text);
  }
}
