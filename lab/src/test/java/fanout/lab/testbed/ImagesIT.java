package fanout.lab.testbed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import fanout.aggregator.AggregatorSettings;
import fanout.lab.client.Connection;
import fanout.lab.client.DashboardCall;
import fanout.lab.client.DashboardClient;
import fanout.lab.client.DashboardClient.Ask;
import fanout.lab.client.SimulatorClient;
import fanout.runtime.server.ChannelSettings;
import fanout.v1.Ledger;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The images that this build has made, on an empty base: opened, and started by the command line
 * that stands in them, with the environment of the manifests, by the JVM of this test.
 */
class ImagesIT {
  /** A guard against hangs: nothing that works takes this long. */
  private static final Duration LONG = Duration.ofSeconds(60);

  /** What Jib gives every file, so that two builds of the same sources are one image. */
  private static final Instant NO_TIME = Instant.ofEpochSecond(1);

  @TempDir Path folder;

  private static Connection connect(String target) {
    return Connection.open(target, ChannelSettings.DEFAULT);
  }

  private static ServingStatus health(Connection connection) {
    return HealthGrpc.newBlockingStub(connection.channel())
        .check(HealthCheckRequest.getDefaultInstance())
        .getStatus();
  }

  @ParameterizedTest
  @CsvSource({"aggregator", "backend-sim", "lab"})
  void anImageRunsAsNobodyInParticularAndWithoutAShell(String module) throws Exception {
    ImageTar image = ImageTar.ofModule(module);
    assertThat(image.user()).isEqualTo("65532:65532");
    assertThat(image.names()).containsExactly("localhost/fanout-" + module + ":0.1.0");
    assertThat(image.entryPoint())
        .startsWith("java")
        .containsSubsequence(Image.JVM_FLAGS)
        .containsSubsequence("-cp", "@/app/jib-classpath-file");
  }

  @ParameterizedTest
  @CsvSource({"aggregator", "backend-sim", "lab"})
  void nothingInAnImageTellsWhenItWasMade(String module) throws Exception {
    UnpackedImage image = UnpackedImage.of(module, folder);
    assertThat(image.image().created()).isEqualTo("1970-01-01T00:00:00Z");
    for (Path file : image.files()) {
      assertThat(Files.getLastModifiedTime(file).toInstant())
          .as(file.toString())
          .isEqualTo(NO_TIME);
      if (file.getFileName().toString().startsWith("fanout-")) {
        assertThat(timesInside(file)).as(file.toString()).hasSize(1);
      }
    }
  }

  private static List<LocalDateTime> timesInside(Path jar) throws IOException {
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      return zip.stream()
          .map(ZipEntry::getTimeLocal)
          .distinct()
          .map(LocalDateTime.class::cast)
          .toList();
    }
  }

  private ServerProcess backend() throws IOException {
    String all = String.join(",", AggregatorSettings.SECTIONS);
    return UnpackedImage.of("backend-sim", folder)
        .start("orders", Image.BACKEND, Map.of(Image.BACKEND.variable("serve"), all));
  }

  private ServerProcess aggregator(ServerProcess backend) throws IOException {
    Map<String, String> targets = new HashMap<>();
    AggregatorSettings.SECTIONS.forEach(
        section -> targets.put(Image.AGGREGATOR.variable(section + "-target"), backend.data()));
    targets.put(Image.AGGREGATOR.variable("plan"), "budget=20s");
    return UnpackedImage.of("aggregator", folder).start("aggregator", Image.AGGREGATOR, targets);
  }

  @Test
  void theServicesAnswerProbesAndDashboardsAndFinishWhatTheyHaveWhenTheyAreEnded()
      throws Exception {
    try (ServerProcess backend = backend()) {
      backend.awaitServing();
      try (ServerProcess aggregator = aggregator(backend)) {
        aggregator.awaitServing();
        try (Connection probe = connect(aggregator.admin());
            Connection steering = connect(backend.admin());
            Connection caller = connect(aggregator.data())) {
          assertThat(health(probe)).isEqualTo(ServingStatus.SERVING);
          assertThat(health(steering)).isEqualTo(ServingStatus.SERVING);
          DashboardClient dashboards = new DashboardClient(caller.channel());
          CompletableFuture<DashboardCall> slow = new CompletableFuture<>();
          dashboards.start(Ask.of("u-1").simulation("orders:latency=2s"), slow::complete);
          SimulatorClient simulator = new SimulatorClient(List.of(steering.channel()));
          await().atMost(LONG).until(() -> inFlight(simulator) == 1);
          aggregator.terminate();
          assertThat(slow.get().orThrow().getCompleteness()).isEqualTo(1.0);
        }
        for (ServerProcess ended : List.of(aggregator, backend)) {
          ended.terminate();
          assertThat(ended.awaitExit(LONG)).hasValue(0);
          assertThat(ended.log()).noneMatch(line -> line.contains("WARN"));
        }
      }
    }
  }

  private static long inFlight(SimulatorClient simulator) {
    return simulator.ledgers("orders").stream().mapToLong(Ledger::getInFlight).sum();
  }

  @Test
  void theLabUnderstandsCommands() throws Exception {
    List<String> command = new ArrayList<>(UnpackedImage.of("lab", folder).command());
    command.add("specs");
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    Process process =
        new ProcessBuilder(command)
            .redirectError(err.toFile())
            .redirectOutput(out.toFile())
            .start();
    assertThat(process.waitFor()).isZero();
    assertThat(out).content().contains("sequential", "lognormal");
    assertThat(err).isEmptyFile();
  }

  /** What {@code k8s/images} does in a container: it is of use only if the JVM takes the cache. */
  @Test
  void theClassesOfAStartThatSigtermEndedServeTheNext() throws Exception {
    assumeTrue(Runtime.version().feature() >= 25, "-XX:AOTCacheOutput");
    Path cache = folder.resolve("backend.aot");
    Path loaded = folder.resolve("loaded");
    runOnce("-XX:AOTCacheOutput=" + cache);
    assertThat(cache).isNotEmptyFile();
    runOnce("-XX:AOTCache=%s -Xlog:class+load:file=%s".formatted(cache, loaded));
    assertThat(Files.readAllLines(loaded))
        .filteredOn(line -> line.contains("fanout.backend.BackendMain source:"))
        .singleElement()
        .asString()
        .contains("shared objects file");
  }

  private void runOnce(String flags) throws Exception {
    UnpackedImage image = UnpackedImage.of("backend-sim", folder);
    try (ServerProcess process =
        image.start("orders", Image.BACKEND, Map.of("JAVA_TOOL_OPTIONS", flags))) {
      process.awaitServing();
      process.terminate();
      assertThat(process.awaitExit(LONG)).hasValue(0);
    }
  }
}
