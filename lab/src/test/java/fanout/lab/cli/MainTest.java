package fanout.lab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import fanout.backend.fault.Fault;
import fanout.backend.latency.LatencyModel;
import fanout.lab.cli.CommandLines.Ran;
import fanout.lab.terminal.Terminal;
import fanout.runtime.spec.Spec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MainTest {
  @Test
  void withoutArgumentsTheOverviewComesWithExamplesFirst() {
    Ran ran = CommandLines.run();
    assertThat(ran.status()).isEqualTo(2);
    assertThat(ran.out()).isEmpty();
    assertThat(ran.err()).containsSubsequence("Start here", "./fanout demo", "Commands", "ledger");
  }

  @Test
  void theOverviewNamesTheCommandsThatAreInAnotherJar() {
    assertThat(CommandLines.run("--help").out()).containsSubsequence("bench", "soak");
  }

  @ParameterizedTest
  @ValueSource(strings = {"demo", "up", "call", "sim", "ledger", "trace", "specs", "pause"})
  void everyCommandDocumentsItsExitStatus(String command) {
    Ran ran = CommandLines.run(command, "--help");
    assertThat(ran.status()).isZero();
    assertThat(ran.out()).contains("Usage: fanout " + command).contains("Exit status: 0 ");
  }

  @Test
  void anUnknownFlagIsAnsweredWithTheNearestOne() {
    Ran ran = CommandLines.run("demo", "--reqests", "1");
    assertThat(ran.status()).isEqualTo(2);
    assertThat(ran.err()).contains("--reqests").contains("See ./fanout demo --help");
    assertThat(ran.out()).isEmpty();
  }

  @Test
  void anUnknownCommandIsAnsweredWithTheNearestOne() {
    Ran ran = CommandLines.run("ledgr");
    assertThat(ran.status()).isEqualTo(2);
    assertThat(ran.err()).contains("'ledgr'").contains("fanout ledger");
  }

  @Test
  void simNeedsACommandOfItsOwn() {
    Ran ran = CommandLines.run("sim");
    assertThat(ran.status()).isEqualTo(2);
    assertThat(ran.err()).contains("get, set, reset");
  }

  @Test
  void specsListsEveryVariant() {
    String out = CommandLines.run("specs").out();
    Spec.variants(LatencyModel.class).forEach(model -> assertThat(out).contains(model.synopsis()));
    Spec.variants(Fault.class).forEach(fault -> assertThat(out).contains(fault.synopsis()));
  }

  @Test
  void specsInMarkdownHasARowForEveryVariant() {
    String out = CommandLines.run("specs", "--format", "markdown").out();
    Spec.variants(Fault.class)
        .forEach(
            fault -> assertThat(out).containsPattern("\\| `" + fault.name() + "[^\\n]+ \\|\\R"));
  }

  @Test
  void pauseReportsBothTimers() {
    Ran ran =
        CommandLines.run(
            "pause", "--rate", "100", "--pending", "10", "--round", "20ms", "--rounds", "1");
    assertThat(ran.status()).isZero();
    assertThat(ran.out())
        .contains("pause ")
        .contains("scheduled-thread-pool")
        .contains("10 others");
  }

  @Test
  void colourIsThereOnlyWhereTheTerminalHasIt() {
    Terminal coloured = new Terminal(100, true, true);
    assertThat(CommandLines.run(coloured, Runnable::run, "specs").out()).contains("\u001b[");
    assertThat(CommandLines.run("specs").out()).doesNotContain("\u001b");
    assertThat(CommandLines.run("call", "--help").out()).doesNotContain("\u001b");
  }
}
