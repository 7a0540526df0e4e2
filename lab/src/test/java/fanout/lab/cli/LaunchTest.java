package fanout.lab.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;

class LaunchTest {
  private static final Map<String, String> UNICODE = Map.of("LANG", "C.UTF-8");

  private final Locale usual = Locale.getDefault();
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  /** Says the same to programs and to people. */
  @Command(name = "talk", description = "Talks … at length.", mixinStandardHelpOptions = true)
  private static final class Talk implements Runnable {
    private final CommandLine commandLine = new CommandLine(this);

    @Override
    public void run() {
      commandLine.getOut().println("5 µs … %.1f".formatted(0.9));
      commandLine.getErr().println("5 µs …");
    }
  }

  /** A disk that is full, a pipe that nobody reads. */
  private static final class Full extends OutputStream {
    @Override
    public void write(int b) throws IOException {
      throw new IOException("No space left on device");
    }
  }

  @AfterEach
  void restore() {
    Locale.setDefault(usual);
  }

  @Test
  void programsReadUtf8WhateverTheLocaleAndPeopleWhatTheirTerminalShows() {
    assertThat(run(Map.of(), out)).isZero();
    assertThat(out.toString(UTF_8)).contains("5 µs …");
    assertThat(err.toString(UTF_8)).contains("5 us ~");
    err.reset();
    assertThat(run(UNICODE, out)).isZero();
    assertThat(err.toString(UTF_8)).contains("5 µs …");
  }

  @ParameterizedTest
  @CsvSource({"de, DE", "fa, IR"})
  void numbersDoNotDependOnTheLocale(String language, String country) {
    Locale.setDefault(Locale.of(language, country));
    assertThat(run(UNICODE, out)).isZero();
    assertThat(out.toString(UTF_8)).contains(" 0.9");
  }

  @Test
  void outputThatIsNotTakenIsAFailure() {
    assertThat(run(UNICODE, new Full())).isEqualTo(1);
    assertThat(err.toString(UTF_8).lines())
        .hasSize(2)
        .last()
        .asString()
        .contains("standard output");
  }

  @ParameterizedTest
  @CsvSource({"COLUMNS, wide", "FANOUT_LOG_LEVEL, verbose"})
  void aVariableThatIsNotUnderstoodIsOneLineAndStatusTwo(String variable, String value) {
    assertThat(run(Map.of(variable, value), out)).isEqualTo(2);
    assertThat(err.toString(UTF_8).lines())
        .singleElement()
        .asString()
        .contains("fanout: " + variable, "'" + value + "'");
  }

  @Test
  void theHelpOfEveryCommandIsInWhatTheTerminalShows() {
    String[] help = {"specs", "--help"};
    Launch.Commands all = (terminal, out, err) -> Main.commandLine(terminal, end -> {}, out, err);
    assertThat(Launch.run(all, Map.of(), print(out), print(err), help)).isZero();
    assertThat(out.toString(UTF_8)).contains("faults ~\n").isASCII();
  }

  private int run(Map<String, String> environment, OutputStream stdout) {
    Launch.Commands talk = (terminal, out, err) -> new Talk().commandLine.setOut(out).setErr(err);
    return Launch.run(talk, environment, print(stdout), print(err));
  }

  private static PrintStream print(OutputStream stream) {
    return new PrintStream(stream, true, UTF_8);
  }
}
