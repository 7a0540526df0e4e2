package fanout.lab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import fanout.lab.cli.CommandLines.Ran;
import fanout.lab.testbed.InProcess;
import fanout.lab.testbed.TestbedSettings;
import fanout.lab.trace.FakeJaeger;
import fanout.lab.trace.OtlpReceiver;
import fanout.lab.trace.Trace;
import fanout.lab.trace.rule.TraceRule;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VerifyTracesCommandTest {
  /** No matter how slow the machine is: what is short here shows nothing but that. */
  private static final String TOLERANCE = "--tolerance=20s";

  @TempDir private Path folder;

  /** A testbed whose spans go to a receiver that a Jaeger's face stands before. */
  private record World(OtlpReceiver receiver, InProcess testbed) implements AutoCloseable {
    static World start() throws Exception {
      OtlpReceiver receiver = OtlpReceiver.start(100_000);
      return new World(
          receiver,
          InProcess.start(
              new TestbedSettings(
                  TestbedSettings.anyPorts(),
                  "latency=5ms",
                  Optional.empty(),
                  7,
                  List.of(receiver.endpoint()),
                  false)));
    }

    String target() {
      return CommandLines.target(testbed);
    }

    @Override
    public void close() {
      testbed.close();
      receiver.close();
    }
  }

  @Test
  void theTracesOfATestbedOfItsOwnKeepEveryRule() {
    Ran ran = CommandLines.run("verify-traces", "--requests", "1", TOLERANCE);
    assertThat(ran.err()).isEmpty();
    // 68 spans, or fewer where a call was called off before its backend had heard of it
    assertThat(ran.out()).containsPattern("6 traces, 6\\d spans").doesNotContain("broken");
    assertThat(TraceRule.all()).allMatch(rule -> ran.out().contains(rule.name()));
    assertThat(ran.status()).isZero();
  }

  @Test
  void theTracesThatAJaegerHasAreAskedForOneByOneAndByTheWindowOfALoadRun() throws Exception {
    try (World world = World.start();
        FakeJaeger jaeger = FakeJaeger.start(world.receiver::traces)) {
      Ran ran = verify(jaeger, "--target", world.target(), "--requests", "1");
      assertThat(ran.out()).contains("6 traces").doesNotContain("broken");
      assertThat(ran.status()).isZero();
      String log = folder.resolve("run.hdr").toString();
      assertThat(
              CommandLines.run(
                      "load", "-n", "20", "-c", "2", "-O", "hdr", "-o", log, world.target())
                  .status())
          .isZero();
      Ran loaded = verify(jaeger, "--report", log);
      assertThat(loaded.out()).contains("20 traces").doesNotContain("broken");
      assertThat(loaded.status()).isZero();
      try (FakeJaeger forgetful =
          FakeJaeger.start(() -> List.of(world.receiver.traces().getLast()))) {
        Ran lost = verify(forgetful, "--report", log, "--wait", "1ms");
        assertThat(lost.out()).contains("20 requests were made, but 1 traces were found");
        assertThat(lost.status()).isEqualTo(1);
      }
    }
  }

  @Test
  void whatIsWrongIsListedWithStatusOne() throws Exception {
    try (World world = World.start()) {
      Supplier<List<Trace>> headless =
          () ->
              world.receiver.traces().stream()
                  .map(trace -> trace.spans().filter(span -> !span.isRoot()).toList())
                  .filter(spans -> !spans.isEmpty())
                  .map(Trace::of)
                  .toList();
      try (FakeJaeger jaeger = FakeJaeger.start(headless)) {
        Ran ran = verify(jaeger, "--target", world.target(), "--requests", "1", "--wait", "200ms");
        assertThat(ran.status()).isEqualTo(1);
        assertThat(ran.out())
            .contains("one-root", "broken", "has the parent", "which is not in the trace");
      }
      try (FakeJaeger empty = FakeJaeger.start(List::of)) {
        Ran ran = verify(empty, "--target", world.target(), "--requests", "1", "--wait", "1ms");
        assertThat(ran.status()).isEqualTo(1);
        assertThat(ran.out())
            .contains("nothing of this trace was found", "There is no trace at all");
      }
    }
  }

  @Test
  void aFileIsJudgedAgainstTheNumberOfItsRequests() throws Exception {
    String file = folder.resolve("traces.json").toString();
    assertThat(CommandLines.run("demo", "--requests", "1", "--trace-file", file).status()).isZero();
    Ran enough = CommandLines.run("verify-traces", "--file", file, "--expect", "4", TOLERANCE);
    assertThat(enough.out()).contains("4 traces").doesNotContain("broken");
    assertThat(enough.status()).isZero();
    Ran lost = CommandLines.run("verify-traces", "--file", file, "--expect", "5", TOLERANCE);
    assertThat(lost.out()).contains("5 requests were made, but 4 traces were found");
    assertThat(lost.status()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--jaeger http://127.0.0.1:1",
        "--jaeger nowhere",
        "--file none.json",
        "--report run.hdr",
        "--expect 3",
        "--requests 0",
        "--attribute a=b",
        "--tolerance 5",
        "--file a --jaeger http://127.0.0.1:1"
      })
  void whatCannotBeAskedIsOneLineWithStatusTwo(String flags) {
    Ran ran =
        CommandLines.run(
            Stream.concat(Stream.of("verify-traces"), Stream.of(flags.split(" ")))
                .toArray(String[]::new));
    assertThat(ran.status()).isEqualTo(2);
    assertThat(ran.err()).startsWith("fanout: ");
    assertThat(ran.out()).isEmpty();
  }

  private static Ran verify(FakeJaeger jaeger, String... flags) {
    return CommandLines.run(
        Stream.concat(
                Stream.of("verify-traces", "--jaeger", jaeger.url(), TOLERANCE), Stream.of(flags))
            .toArray(String[]::new));
  }
}
