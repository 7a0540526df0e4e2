package fanout.lab.process;

import static org.assertj.core.api.Assertions.assertThat;

import fanout.lab.process.Program.Ended;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What the programs say before they serve, or instead of it. */
class StartTest {
  @TempDir Path directory;

  private static String print(Program program, String flag) throws Exception {
    Ended ended = program.run(Map.of(), flag);
    assertThat(ended.err()).isEmpty();
    assertThat(ended.status()).isZero();
    return ended.out();
  }

  @ParameterizedTest
  @EnumSource
  void whatIsAskedForGoesToStandardOutputWithStatusZero(Program program) throws Exception {
    assertThat(print(program, "--help"))
        .startsWith("Usage: " + program.title)
        .contains("--data-port", "--drain-limit", "--tls-certificate", program.variablePrefix);
    assertThat(print(program, "--version")).matches(program.title + " \\d+\\.\\d+\\.\\d+\\S*");
    assertThat(print(program, "--print-reference"))
        .contains(
            "\ndata-port: " + program.usualPort,
            program.variablePrefix + "DATA_PORT",
            "# allowed: ");
    assertThat(print(program, "--print-config"))
        .contains("\ndata-port: " + program.usualPort + "  # default");
  }

  @Test
  void aFlagGoesBeforeTheEnvironmentThatBeforeTheFileThatBeforeTheDefault() throws Exception {
    Path file = directory.resolve("settings.yaml");
    Files.writeString(file, "max-header-size: 9KiB\ndrain-limit: 3s\nadmin-host: localhost\n");
    Ended ended =
        Program.AGGREGATOR.run(
            Map.of(
                "FANOUT_AGGREGATOR_CONFIG", file.toString(),
                "FANOUT_AGGREGATOR_MAX_HEADER_SIZE", "10KiB",
                "FANOUT_AGGREGATOR_DRAIN_LIMIT", "4s"),
            "--max-header-size=11KiB",
            "--print-config");
    assertThat(ended.out().lines())
        .contains(
            "max-header-size: 11KiB  # flag --max-header-size",
            "drain-limit: 4s  # environment variable FANOUT_AGGREGATOR_DRAIN_LIMIT",
            "admin-host: localhost  # file " + file + " line 3, admin-host",
            "max-message-size: 4MiB  # default");
  }

  /** What is wrong, and what the complaint names: source, value, what is allowed. */
  record Mistake(
      Program program, String flag, Map<String, String> variables, List<String> complaint) {
    Mistake(Program program, String flag, String... complaint) {
      this(program, flag, Map.of(), List.of(complaint));
    }

    Mistake(Program program, Map<String, String> variables, String... complaint) {
      this(program, "--data-port=0", variables, List.of(complaint));
    }
  }

  static Stream<Mistake> mistakes() {
    Program aggregator = Program.AGGREGATOR;
    Program backend = Program.BACKEND;
    return Stream.of(
        new Mistake(aggregator, "--dataport=1", "flag --dataport=1", "did you mean --data-port?"),
        new Mistake(backend, "--data-port=tea", "--data-port", "'tea'", "allowed: a whole number"),
        new Mistake(
            aggregator, "--plan=strategy=psychic", "--plan", "'psychic'", "sequential", "futures"),
        new Mistake(backend, "--behavior=orders:latency=fast", "--behavior", "'fast'", "lognormal"),
        new Mistake(aggregator, "--backend-tls-ca=no.pem", "no.pem", "allowed: a PEM file"),
        new Mistake(
            backend,
            Map.of("FANOUT_BACKEND_SEEED", "1"),
            "FANOUT_BACKEND_SEEED='1'",
            "did you mean FANOUT_BACKEND_SEED?"),
        new Mistake(backend, Map.of("FANOUT_LOG_LEVEL", "LOUD"), "'LOUD'", "DEBUG or TRACE"),
        new Mistake(
            aggregator,
            Map.of("OTEL_TRACES_EXPORTER", "pigeon"),
            "pigeon",
            "otel.traces.exporter"));
  }

  @ParameterizedTest
  @MethodSource("mistakes")
  void aMistakeIsNamedWithItsValueAndWhatIsAllowedAndEndsWithStatusTwo(Mistake mistake)
      throws Exception {
    Ended ended = mistake.program.run(mistake.variables, mistake.flag);
    assertThat(ended.err())
        .startsWith(mistake.program.title + ": ")
        .contains(mistake.complaint)
        .doesNotContain("Exception", "\tat ");
    assertThat(ended.out()).isEmpty();
    assertThat(ended.status()).isEqualTo(2);
  }

  @Test
  void aKeyThatAFileMustNotHaveIsNamedWithItsLine() throws Exception {
    Path file = Files.writeString(directory.resolve("bad.yaml"), "seed: 1\ncolour: red\n");
    Ended ended = Program.BACKEND.run(Map.of(), "--config", file.toString());
    assertThat(ended.err()).contains(file + " line 2, colour", "no such setting", "behavior");
    assertThat(ended.status()).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource({"AGGREGATOR, data", "BACKEND, admin"})
  void aPortInUseIsOneLineAndStatusOne(Program program, String role) throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Ended ended = program.run(Map.of(), "--" + role + "-port=" + taken.getLocalPort());
      assertThat(ended.err().lines())
          .singleElement()
          .asString()
          .startsWith(program.title + ": the " + role + " port 127.0.0.1:" + taken.getLocalPort())
          .contains("is already in use", "--" + role + "-port");
      assertThat(ended.out()).isEmpty();
      assertThat(ended.status()).isEqualTo(1);
    }
  }

  @Test
  void aBackendSaysItsSeedAndTheLastLineOfTheStartSaysWhereItListens() throws Exception {
    try (Child backend = Program.BACKEND.start(Map.of("FANOUT_BACKEND_SEED", "8"), "--seed=7")) {
      assertThat(backend.log()).anyMatch(line -> line.contains(" seed 7 "));
      assertThat(backend.log().getLast()).contains("listening data=127.0.0.1:");
      assertThat(backend.simulator().behaviors()).allMatch(behavior -> behavior.getSeed() == 7);
    }
  }

  @Test
  void aSeedThatIsMadeUpIsPrintedSoThatTheRunCanBeRepeated() throws Exception {
    try (Child backend = Program.BACKEND.start()) {
      long seed = backend.simulator().behaviors().getFirst().getSeed();
      assertThat(backend.log()).anyMatch(line -> line.contains(" seed " + seed + " "));
    }
  }
}
