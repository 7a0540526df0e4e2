package fanout.lab.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kubernetes.client.openapi.models.V1Job;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the scripts in {@code k8s/} would give the cluster, and what they refuse. */
class ScriptsTest {
  private record Ran(int status, String out, String err) {}

  private static Ran run(String script, String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of(Kustomize.ROOT.resolve(script).toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("FANOUT_DRY_RUN", "yes");
    Process process = builder.start();
    process.getOutputStream().close();
    String out = text(process.getInputStream().readAllBytes());
    String err = text(process.getErrorStream().readAllBytes());
    return new Ran(process.waitFor(), out, err);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static Workload job(Ran ran) {
    assertThat(ran.err).isEmpty();
    assertThat(ran.status).isZero();
    return Manifests.parse(ran.out).workloads().getFirst();
  }

  @BeforeEach
  void thereIsAKubectl() throws InterruptedException {
    assumeTrue(Kustomize.present(), "no kubectl here");
  }

  @Test
  void anyCommandOfTheLabBecomesAJobWithTheseArguments() throws Exception {
    String[] arguments = {"call", "--sim", "orders:\"late\\ncy\"=5ms; user:hang", "--plan=a b"};
    Workload job = job(run("lab", arguments));
    assertThat(job.arguments()).containsExactly(arguments);
    assertThat(job.name()).startsWith("Job/lab-");
  }

  @Test
  void theLoadHasAsManyGeneratorsAsAreAskedFor() throws Exception {
    Workload job = job(run("load", "7"));
    assertThat(job.owner()).isInstanceOf(V1Job.class);
    V1Job load = (V1Job) job.owner();
    assertThat(load.getSpec().getCompletions()).isEqualTo(7);
    assertThat(load.getSpec().getParallelism()).isEqualTo(7);
  }

  @ParameterizedTest
  @ValueSource(strings = {"lab", "load many", "experiment", "experiment explode", "up cloud"})
  void whatIsNotUnderstoodIsOneLineWithStatusTwo(String line) throws Exception {
    String[] words = line.split(" ");
    Ran ran = run(words[0], List.of(words).subList(1, words.length).toArray(String[]::new));
    assertThat(ran.status).isEqualTo(2);
    assertThat(ran.err.lines()).singleElement().asString().startsWith("k8s/" + words[0] + ": ");
    assertThat(ran.out).isEmpty();
  }
}
