package fanout.lab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import fanout.lab.terminal.Terminal;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class TraceCommandTest {
  private static final String SPAN =
      """
      {"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"%s","spanId":"00000000000000aa",
      "name":"%s","startTimeUnixNano":"1000","endTimeUnixNano":"5000"}]}]}]}
      """;

  @TempDir private Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void theTracesOfAFileAreDrawn() throws IOException {
    assertThat(run(file().toString())).isZero();
    assertThat(out.toString()).contains("first", "second", "4.00 us").doesNotContain("\u001b");
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void aTraceIsChosenByTheBeginningOfItsId() throws IOException {
    assertThat(run(file().toString(), "--trace", "BB")).isZero();
    assertThat(out.toString()).contains("second").doesNotContain("first");
  }

  @Test
  void anIdThatFitsNoTraceIsRefusedWithTheChoices() throws IOException {
    assertThat(run(file().toString(), "--trace", "77")).isEqualTo(2);
    assertThat(err.toString()).contains("--trace", "77", "a".repeat(32), "b".repeat(32));
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void aFileThatIsNotThereIsOneClearLine() {
    assertThat(run("none.json")).isEqualTo(2);
    assertThat(err.toString().lines()).containsExactly("none.json: there is no such file");
  }

  @Test
  void whatAFileSaysCannotMoveTheCursorOfAComplaint() throws IOException {
    Path file = Files.writeString(folder.resolve("trace.json"), "{\"resourceSpans\": \u001b[2J}");
    assertThat(run(file.toString())).isEqualTo(2);
    assertThat(run("\u001b[2J.json")).isEqualTo(2);
    assertThat(err.toString()).contains("[2J").doesNotContain("\u001b");
  }

  @Test
  void aWidthThatCannotBeDrawnIsRefused() throws IOException {
    assertThat(run(file().toString(), "--width", "3")).isEqualTo(2);
    assertThat(err.toString()).contains("width", "'3'", "40 to 1000");
  }

  private Path file() throws IOException {
    return Files.writeString(
        folder.resolve("trace.json"),
        SPAN.formatted("a".repeat(32), "first") + SPAN.formatted("b".repeat(32), "second"));
  }

  private int run(String... arguments) {
    return new CommandLine(new TraceCommand(() -> Terminal.plain(100)))
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(arguments);
  }
}
