package fanout.lab.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EffectsTest {
  @TempDir Path copy;

  @BeforeEach
  void kubectlIsHere() throws Exception {
    assumeTrue(Kustomize.present(), "no kubectl here");
  }

  private void write(String file, String text) throws IOException {
    Files.createDirectories(copy.resolve(file).getParent());
    Files.writeString(copy.resolve(file), text);
  }

  @Test
  void everyPartOfEveryKustomizationTakesEffect() throws Exception {
    try (Stream<Path> files = Files.walk(Kustomize.ROOT)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        write(Kustomize.ROOT.relativize(file).toString(), Files.readString(file));
      }
    }
    assertThat(new Effects(copy, Kustomize.appliable()).inVain()).isEmpty();
  }

  @Test
  void aPatchThatMatchesNothingIsNoticed() throws Exception {
    write(
        "base/kustomization.yaml",
        """
        resources: [map.yaml]
        patches:
          - target: {kind: ConfigMap, name: present}
            patch: |
              - {op: replace, path: /data/key, value: other}
          - target: {kind: ConfigMap, name: absent}
            patch: |
              - {op: replace, path: /data/key, value: other}
        """);
    write(
        "base/map.yaml",
        """
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: present}
        data: {key: value}
        """);
    assertThat(new Effects(copy, List.of("base")).inVain())
        .containsExactly("base/kustomization.yaml: patches[1]");
  }

  @Test
  void anOperationThatChangesNothingIsNoticed() throws Exception {
    write(
        "base/kustomization.yaml",
        """
        resources: [map.yaml]
        patches:
          - target: {kind: ConfigMap}
            patch: |
              - {op: replace, path: /data/key, value: other}
              - {op: replace, path: /data/same, value: value}
        """);
    write(
        "base/map.yaml",
        """
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: present}
        data: {key: value, same: value}
        """);
    assertThat(new Effects(copy, List.of("base")).inVain())
        .containsExactly("base/kustomization.yaml: patches[0]");
  }
}
