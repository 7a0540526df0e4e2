package fanout.lab.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The Jaeger of {@code docker compose up}, beside that of the cluster. */
class ComposeTest {
  private static Map<String, Object> jaeger() throws IOException {
    Yaml yaml = new Yaml(new SafeConstructor(new LoaderOptions()));
    Map<String, Map<String, Map<String, Object>>> compose =
        yaml.load(Files.readString(Path.of("..", "compose.yaml")));
    return Objects.requireNonNull(compose.get("services")).getOrDefault("jaeger", Map.of());
  }

  private static Workload inTheCluster() throws IOException {
    return Manifests.parse(Kustomize.rendered("overlays/kind")).workloads().stream()
        .filter(workload -> workload.name().equals("Deployment/jaeger"))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void theLaptopHasTheClustersVersionAndMemory() throws Exception {
    assertThat(jaeger()).containsEntry("image", inTheCluster().container().getImage());
    assertThat(jaeger().get("environment"))
        .isEqualTo(Map.of("GOMEMLIMIT", inTheCluster().environment().get("GOMEMLIMIT")));
  }

  @Test
  void onlyTheUiAndOtlpAreOpenAndOnLoopbackAlone() throws Exception {
    List<?> ports = (List<?>) jaeger().get("ports");
    assertThat(inTheCluster().start()).isInstanceOf(Start.Runs.class);
    Map<String, Integer> opened = ((Start.Runs) inTheCluster().start()).ports();
    assertThat(ports)
        .extracting(String::valueOf)
        .containsExactlyInAnyOrder(
            "127.0.0.1:%1$d:%1$d".formatted(opened.get("otlp")),
            "127.0.0.1:%1$d:%1$d".formatted(opened.get("query")));
  }
}
