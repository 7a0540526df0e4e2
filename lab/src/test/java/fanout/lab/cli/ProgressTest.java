package fanout.lab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class ProgressTest {
  private final StringWriter err = new StringWriter();

  /** A line that wraps is not wiped. */
  @Test
  void theLineIsNeverLongerThanTheTerminalIsWide() {
    try (Progress progress = new Progress(new PrintWriter(err), true, 40)) {
      progress.show("a word and another ".repeat(5));
    }
    String line = err.toString().replace("\r\u001b[K", "");
    assertThat(line).hasSize(38).startsWith("a word").endsWith(" …");
  }

  @Test
  void nothingIsSaidWhereNobodyWatches() {
    try (Progress progress = new Progress(new PrintWriter(err), false, 40)) {
      progress.show("a word");
    }
    assertThat(err.toString()).isEmpty();
  }
}
