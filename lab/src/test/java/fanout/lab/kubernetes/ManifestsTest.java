package fanout.lab.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import fanout.lab.kubernetes.rule.Rule;
import io.kubernetes.client.common.KubernetesObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The manifests as they are. */
class ManifestsTest {
  static List<String> appliable() throws IOException {
    return Kustomize.appliable();
  }

  static Stream<Arguments> rulesOfEach() throws IOException {
    return Kustomize.appliable().stream()
        .flatMap(directory -> Rule.all().stream().map(rule -> Arguments.of(directory, rule)));
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("rulesOfEach")
  void everyRenderingKeepsEveryRule(String directory, Rule rule) throws Exception {
    assertThat(rule.faults(Manifests.parse(Kustomize.rendered(directory)))).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("appliable")
  void theCommittedRenderingIsWhatKubectlMakes(String directory) throws Exception {
    assumeTrue(Kustomize.present(), "no kubectl here");
    // Compared as objects: the order of documents is the renderer's own affair.
    assertThat(Manifests.parse(Kustomize.rendered(directory)).objects())
        .as("to bring it up to date: k8s/render")
        .containsExactlyInAnyOrderElementsOf(
            Manifests.parse(Kustomize.render(Kustomize.ROOT.resolve(directory))).objects());
  }

  @Test
  void thereIsNoRenderingOfWhatIsGone() throws Exception {
    try (Stream<Path> files = Files.list(Kustomize.ROOT.resolve("rendered"))) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrderElementsOf(
              Kustomize.appliable().stream()
                  .map(directory -> Path.of(directory).getFileName() + ".yaml")
                  .toList());
    }
  }

  @Test
  void everyOverlayStartsAnAggregatorAndItsThreeBackends() throws Exception {
    for (String directory : Kustomize.appliable()) {
      assertThat(Manifests.parse(Kustomize.rendered(directory)).workloads())
          .as(directory)
          .extracting(workload -> workload.owner().getMetadata().getName())
          .contains("aggregator", "user", "orders", "notifications");
    }
  }

  @ParameterizedTest
  @MethodSource("appliable")
  void noRenderingHasAKindThatNoRuleJudges(String directory) throws Exception {
    assertThat(Manifests.parse(Kustomize.rendered(directory)).objects())
        .extracting(KubernetesObject::getKind)
        .isSubsetOf(
            "ConfigMap",
            "Deployment",
            "HorizontalPodAutoscaler",
            "Job",
            "Namespace",
            "NetworkPolicy",
            "PodDisruptionBudget",
            "Service");
  }
}
