package fanout.benchmarks.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import jdk.jfr.Recording;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FlameGraphTest {
  private final Profile profile = new Profile();

  private void sample(int times, String... stack) {
    for (int i = 0; i < times; i++) {
      Frame at = profile.root();
      at.take();
      for (String name : stack) {
        at = at.callee(name);
        at.take();
      }
    }
  }

  @Test
  void aFrameIsAsWideAsItsShareAndStandsOnItsCaller() {
    sample(3, "loop", "fanout.A.run", "io.grpc.B.<init>");
    sample(1, "loop", "fanout.A.run");

    assertThat(FlameGraph.svg(profile, "t"))
        .contains("<title>fanout.A.run: 100.00 %</title>")
        .contains("<title>io.grpc.B.&lt;init&gt;: 75.00 %</title>")
        .contains("width=\"1200.0\"");
  }

  @Test
  void whatIsTooNarrowToBeSeenIsLeftOut() {
    sample(100_000, "loop", "fanout.A.run");
    sample(1, "loop", "fanout.Rare.run");

    assertThat(FlameGraph.svg(profile, "t")).contains("fanout.A.run").doesNotContain("Rare");
  }

  @Test
  void aSampleCountsForTheCodeItWasTakenIn() {
    sample(3, "loop", "fanout.A.run", "io.netty.C.read");
    sample(1, "loop", "fanout.A.run");

    assertThat(profile.layers()).isEqualTo("fanout 25.0 %, Netty 75.0 %");
  }

  @Test
  void aRecordingIsReadFromItsThreadsDown(@TempDir Path directory) throws IOException {
    Path file = directory.resolve("run.jfr");
    try (Recording recording = new Recording()) {
      recording.enable("jdk.ExecutionSample").withPeriod(Duration.ofMillis(1)).withStackTrace();
      recording.start();
      long end = System.nanoTime() + Duration.ofSeconds(1).toNanos();
      while (System.nanoTime() < end) {
        Thread.onSpinWait();
      }
      recording.dump(file);
    }

    Profile read = Profile.read(file);

    assertThat(read.samples()).isPositive();
    assertThat(FlameGraph.svg(read, "t")).contains(FlameGraphTest.class.getName());
  }

  @Test
  void whatIsNoRecordingIsRefused(@TempDir Path directory) throws IOException {
    Path file = Files.writeString(directory.resolve("no.jfr"), "no recording");

    assertThatThrownBy(() -> Profile.read(file)).isInstanceOf(IOException.class);
  }
}
