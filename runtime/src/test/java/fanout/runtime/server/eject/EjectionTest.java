package fanout.runtime.server.eject;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import fanout.runtime.spec.Spec;
import fanout.runtime.spec.SpecException;
import io.grpc.LoadBalancerRegistry;
import io.grpc.NameResolver.ConfigOrError;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EjectionTest {
  private static Map<?, ?> detection(String text) {
    Ejection ejection = Spec.parse(Ejection.class, text);
    return (Map<?, ?>)
        Objects.requireNonNull(
            ejection.over(Ejection.ROUND_ROBIN).getFirst().get("outlier_detection_experimental"));
  }

  @Test
  void noneLeavesTheBalancerAsItIs() {
    List<Map<String, ?>> child = List.of(Map.of("fanout_spread", Map.of()));
    assertThat(new None().over(child)).isSameAs(child);
  }

  @Test
  void theChildIsWhateverBalancerIsGiven() {
    List<Map<String, ?>> child = List.of(Map.of("fanout_spread", Map.of()));
    assertThat(Spec.parse(Ejection.class, "failures").over(child).toString())
        .contains("childPolicy=[{fanout_spread={}}]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "failures",
        "failures(threshold=0%,interval=1ms,base=1h,most=100%,replicas=1,calls=1)",
        "success-rate",
        "success-rate(deviations=1.9,replicas=5)"
      })
  @SuppressWarnings("unchecked")
  void grpcUnderstandsIt(String text) {
    ConfigOrError config =
        Objects.requireNonNull(
                LoadBalancerRegistry.getDefaultRegistry()
                    .getProvider("outlier_detection_experimental"))
            .parseLoadBalancingPolicyConfig((Map<String, ?>) detection(text));
    assertThat(config.getError()).isNull();
  }

  @Test
  void failuresBecomeTheFailurePercentageRule() {
    assertThat(detection("failures(threshold=30%,interval=250ms,base=2s,most=34%)").toString())
        .contains("interval=0.250000000s", "baseEjectionTime=2.000000000s")
        .contains("maxEjectionPercentage=34.0")
        .contains(
            "failurePercentageEjection={threshold=30.0, minimumHosts=2.0, requestVolume=20.0}");
  }

  @Test
  void aWholePerCentIsTakenAsItIsWritten() {
    for (int n = 0; n < 100; n++) {
      int most = Math.max(n, 1);
      assertThat(detection("failures(threshold=%d%%,most=%d%%)".formatted(n, most)).toString())
          .contains("maxEjectionPercentage=%d.0,".formatted(most))
          .contains("failurePercentageEjection={threshold=%d.0,".formatted(n));
    }
  }

  @Test
  void deviationsBecomeTheSuccessRateRuleInThousandths() {
    assertThat(detection("success-rate(deviations=1.41)").toString())
        .contains("successRateEjection={stdevFactor=1410.0, minimumHosts=3.0, requestVolume=20.0}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '>',
      quoteCharacter = '"',
      value = {
        "sometimes > 'sometimes' is not allowed; allowed: none, failures(",
        "failures(threshold=100%) > threshold: '100%' is not allowed; allowed: whole per cents",
        "failures(threshold=12.5%) > threshold: '12.5%' is not allowed; allowed: whole per cents",
        "failures(threshold=-1%) > probability: '-1%' is not allowed",
        "failures(threshold=101%) > probability: '101%' is not allowed",
        "failures(interval=0ms) > interval: '0ms' is not allowed; allowed: 1ms to 1h",
        "failures(base=2h) > base: '7200s' is not allowed; allowed: 1ms to 1h",
        "failures(most=0%) > most: '0%' is not allowed; allowed: whole per cents from 1% to 100%",
        "failures(most=0.5%) > most: '0.5%' is not allowed; allowed: whole per cents",
        "success-rate(most=33.3%) > most: '33.3%' is not allowed; allowed: whole per cents",
        "failures(replicas=0) > replicas: '0' is not allowed; allowed: 1 or more",
        "success-rate(calls=0) > calls: '0' is not allowed; allowed: 1 or more",
        "success-rate(deviations=0) > deviations: '0' is not allowed; allowed: 0.001 to 100",
        "success-rate(threshold=5%) > 'threshold' is not allowed; allowed: keys deviations",
      })
  void refusesWhatIsMalformedAndSaysWhatIsAllowed(String text, String complaint) {
    assertThatThrownBy(() -> Spec.parse(Ejection.class, text))
        .isInstanceOf(SpecException.class)
        .hasMessageContaining(complaint);
  }
}
