package fanout.lab.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import fanout.lab.kubernetes.rule.Rule;
import fanout.lab.kubernetes.rule.SelectorsMeet;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A rule that finds nothing may be blind: each is shown the slips that it is there for. */
class BrokenManifestsTest {
  static Stream<Arguments> slips() {
    return Rule.all().stream()
        .flatMap(rule -> Slips.of(rule).stream().map(slip -> Arguments.of(rule, slip)));
  }

  static List<Slip> slipsOfTheSchema() {
    return Slips.ofTheSchema();
  }

  private static String rendered() throws IOException {
    return Kustomize.rendered("overlays/load");
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("slips")
  void aSlipIsNoticedByItsRule(Rule rule, Slip slip) throws Exception {
    Manifests broken = Manifests.parse(slip.applyTo(rendered()));
    assertThat(rule.faults(broken)).anyMatch(fault -> fault.contains(slip.complaint()));
  }

  @ParameterizedTest
  @MethodSource("slipsOfTheSchema")
  void aSlipOfTheSchemaIsNoticedByTheParser(Slip slip) throws Exception {
    String broken = slip.applyTo(rendered());
    assertThatThrownBy(() -> Manifests.parse(broken)).hasMessageContaining(slip.complaint());
  }

  static List<Slip> slipsOfTheScaleOverlay() {
    return List.of(
        new Slip(
            "HorizontalPodAutoscaler/aggregator",
            "    name: aggregator",
            "    name: agregator",
            "no Deployment/agregator"),
        new Slip(
            "Deployment/aggregator",
            "minReadySeconds: 10",
            "replicas: 2",
            "replicas of its Deployment are given as well"),
        new Slip(
            "Deployment/orders",
            """
                  - labelSelector:
                      matchLabels:
                        app.kubernetes.io/part-of: fanout\
            """,
            """
                  - labelSelector:
                      matchLabels:
                        app.kubernetes.io/part-of: fan\
            """,
            "among pods that it does not belong to"),
        new Slip(
            "Deployment/orders",
            "        - app.kubernetes.io/name",
            "        - app",
            "among pods that it does not belong to"));
  }

  @ParameterizedTest
  @MethodSource("slipsOfTheScaleOverlay")
  void aSlipInWhatScalesAndSpreadsIsNoticed(Slip slip) throws Exception {
    String scale = Kustomize.rendered("overlays/scale");
    assertThat(new SelectorsMeet().faults(Manifests.parse(slip.applyTo(scale))))
        .singleElement()
        .asString()
        .contains(slip.complaint());
  }
}
