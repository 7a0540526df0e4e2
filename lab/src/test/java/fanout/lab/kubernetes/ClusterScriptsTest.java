package fanout.lab.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import fanout.lab.kubernetes.FakeTools.Ran;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the scripts do to docker, kind and a cluster: in which order, and what they say. */
class ClusterScriptsTest {
  /** A cluster in which the load has two generators that run, and end when they are asked for. */
  private static final String CLUSTER =
      """
      case "$*" in
        *status.succeeded*) echo 2/2/ ;;
        *status.ready*) echo 2 ;;
        *items*) echo pod/orders-abc ;;
        *"get pods"*) printf 'pod/load-0-x\\npod/load-1-y\\n' ;;
        *"logs pod/load-"*) printf '%s\\n' 'a warning' '#[log]' 'Tag=all,1,2,3,xyz' ;;
      esac\
      """;

  /** Each container that is started leaves a class cache, as the JVM in it would. */
  private static final String DOCKER =
      """
      case "$*" in
        info*) echo x86_64 ;;
        logs*) echo 'listening data=127.0.0.1:1 admin=127.0.0.1:2' ;;
        run*) [[ $* =~ /out/(fanout-[a-z-]+\\.aot) ]] && echo classes >"target/image-cache/${BASH_REMATCH[1]}" ;;
      esac\
      """;

  @TempDir Path root;
  private FakeTools tools;

  @BeforeEach
  void everyToolIsThere() throws Exception {
    tools = new FakeTools(root);
    tools.fake("docker", DOCKER);
    tools.fake("kind", "[[ $* != 'get clusters' ]] || echo fanout");
    tools.fake("kubectl", CLUSTER);
    tools.fake("mvn", "");
    tools.fakeAtRoot("fanout", "echo merged");
  }

  /** Those calls that begin with one of the words, without what stands before a subcommand. */
  private List<String> calls(String... beginnings) throws Exception {
    return tools.calls().stream()
        .map(call -> call.replaceFirst(" --context kind-fanout( -n fanout)?", ""))
        .filter(call -> List.of(beginnings).stream().anyMatch(call::startsWith))
        .toList();
  }

  private Ran done(String line) throws Exception {
    Ran ran = tools.run(line);
    assertThat(ran.err()).isEmpty();
    assertThat(ran.status()).isZero();
    return ran;
  }

  @ParameterizedTest
  @CsvSource({
    "up, docker",
    "up, kind",
    "up, kubectl",
    "up, mvn",
    "down, kind",
    "images, docker",
    "images, kind",
    "images, mvn",
    "lab sim get, kubectl",
    "load, kubectl",
    "results, kubectl",
    "experiment kill, kubectl",
    "render, kubectl"
  })
  void whatIsMissingIsNamedAndNothingIsDone(String line, String tool) throws Exception {
    tools.remove(tool);
    Ran ran = tools.run(line);
    assertThat(ran.status()).isEqualTo(2);
    assertThat(ran.err().lines())
        .singleElement()
        .asString()
        .startsWith("k8s/" + line.split(" ")[0] + ": " + tool + " is not installed");
    assertThat(tools.calls()).isEmpty();
  }

  @Test
  void dockerWithoutItsDaemonIsToldApartFromNoDocker() throws Exception {
    tools.fake("docker", "exit 1");
    Ran ran = tools.run("up");
    assertThat(ran.status()).isEqualTo(2);
    assertThat(ran.err()).contains("its daemon does not answer");
    assertThat(calls("kind", "mvn")).isEmpty();
  }

  @Test
  void upMakesAClusterLoadsTheImagesAppliesAndWaits() throws Exception {
    tools.fake(
        "kind",
        "[[ $* != 'create cluster'* ]] || : >made; [[ $* != 'get clusters' || ! -e made ]] ||"
            + " echo fanout");
    Ran ran = done("up chaos --no-cache");
    assertThat(calls("kind create", "mvn", "kind load", "kubectl"))
        .satisfiesExactly(
            call -> assertThat(call).startsWith("kind create cluster --config k8s/kind.yaml"),
            call -> assertThat(call).contains("-P images", "aggregator,backend-sim,lab"),
            call -> assertThat(call).contains("image-archive", "aggregator/target/jib-image.tar"),
            call -> assertThat(call).contains("image-archive", "backend-sim/target/jib-image.tar"),
            call -> assertThat(call).contains("image-archive", "lab/target/jib-image.tar"),
            call -> assertThat(call).contains("get deployments"),
            call -> assertThat(call).contains("apply -k k8s/overlays/chaos"),
            call -> assertThat(call).contains("rollout status deployment/aggregator"),
            call -> assertThat(call).contains("rollout status deployment/user"),
            call -> assertThat(call).contains("rollout status deployment/orders"),
            call -> assertThat(call).contains("rollout status deployment/notifications"),
            call -> assertThat(call).contains("rollout status deployment/jaeger"));
    assertThat(ran.out())
        .contains("port-forward deployment/jaeger 16686", "http://127.0.0.1:16686");
  }

  @Test
  void upOnAClusterThatIsThereRestartsWhatHasNewImages() throws Exception {
    tools.fake("kubectl", "[[ $* != *'get deployments'* ]] || echo deployment.apps/user");
    done("up");
    assertThat(calls("kind create")).isEmpty();
    assertThat(calls("kubectl apply", "kubectl rollout restart"))
        .containsExactly(
            "kubectl apply -k k8s/overlays/kind",
            "kubectl rollout restart deployment aggregator user orders notifications");
  }

  @Test
  void imagesAreBuiltOnceMoreWithTheClassesThatAStartInThemHasLoaded() throws Exception {
    done("images");
    assertThat(calls("mvn", "docker run", "docker stop", "kind load"))
        .satisfiesExactly(
            call -> assertThat(call).doesNotContain("image.cache").contains("architecture=amd64"),
            call ->
                assertThat(call)
                    .contains("--memory 1g --network none --read-only", "fanout-aggregator:"),
            call -> assertThat(call).contains("docker stop").endsWith("aggregator"),
            call -> assertThat(call).contains("fanout-backend-sim:0.1.0"),
            call -> assertThat(call).contains("docker stop").endsWith("backend-sim"),
            call -> assertThat(call).contains("fanout-lab:0.1.0 demo"),
            call ->
                assertThat(call).contains("-Dimage.cache=" + root.resolve("target/image-cache")),
            call -> assertThat(call).contains("aggregator/target"),
            call -> assertThat(call).contains("backend-sim/target"),
            call -> assertThat(call).contains("lab/target"));
  }

  @Test
  void aBaseThatCannotBeFetchedIsNamedWithWhatToDo() throws Exception {
    tools.fake(
        "mvn",
        "echo '[ERROR] Failed to execute goal"
            + " com.google.cloud.tools:jib-maven-plugin:3.4.6:buildTar (image) on project"
            + " fanout-lab: registry-1.docker.io: Name or service not known: Unknown host"
            + " registry-1.docker.io -> [Help 1]'; exit 1");
    Ran ran = tools.run("images");
    assertThat(ran.status()).isEqualTo(2);
    assertThat(ran.err().lines())
        .singleElement()
        .asString()
        .contains("no image on eclipse-temurin:25", "Unknown host", "FANOUT_BASE", "tar://");
    assertThat(calls("docker load", "kind load")).isEmpty();
  }

  @Test
  void loadReplacesTheLastOneAndMergesWhatEachGeneratorPrinted() throws Exception {
    Ran ran = done("load 2 out 60s");
    assertThat(calls("kubectl delete", "kubectl create", "fanout"))
        .containsExactly(
            "kubectl delete job load --ignore-not-found --cascade foreground",
            "kubectl create -f -",
            "fanout merge out/load-0-x.hdr out/load-1-y.hdr");
    assertThat(Files.readAllLines(tools.file("out/load-0-x.hdr")))
        .containsExactly("#[log]", "Tag=all,1,2,3,xyz");
    assertThat(ran.out()).contains("merged");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "restart | rollout restart deployment/orders",
        "scale   | scale deployment/orders --replicas 3",
        "kill    | delete --grace-period 0 --force pod/orders-abc"
      })
  void anExperimentChangesOrdersWhileTheLoadRuns(String name, String change) throws Exception {
    Ran ran = done("experiment " + name);
    assertThat(calls("kubectl create", "kubectl " + change, "fanout"))
        .containsExactlyInAnyOrder(
            "kubectl create -f -",
            "kubectl " + change,
            "fanout merge %sresults/%s/load-0-x.hdr results/%s/load-1-y.hdr"
                .formatted(name.equals("kill") ? "" : "--most-failed=0 ", name, name));
    assertThat(ran.out()).contains("merged");
  }

  @Test
  void anExperimentInWhichARequestFailedEndsWithStatusOne() throws Exception {
    tools.fakeAtRoot("fanout", "echo 3 calls failed >&2; exit 1");
    Ran ran = tools.run("experiment restart");
    assertThat(ran.status()).isEqualTo(1);
    assertThat(ran.out()).contains("3 calls failed");
  }
}
