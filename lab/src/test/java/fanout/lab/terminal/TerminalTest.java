package fanout.lab.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class TerminalTest {
  private static final OptionalInt PIPE = OptionalInt.empty();
  private static final OptionalInt WIDE = OptionalInt.of(180);

  @Test
  void aPipeIsAHundredColumnsWithoutColour() {
    assertThat(Terminal.of(Map.of("TERM", "xterm", "LANG", "en_GB.UTF-8"), PIPE))
        .isEqualTo(new Terminal(100, false, true));
  }

  @Test
  void aTerminalTellsItsWidthUnlessColumnsDoes() {
    assertThat(Terminal.of(Map.of(), WIDE).width()).isEqualTo(180);
    assertThat(Terminal.of(Map.of("COLUMNS", "90"), WIDE).width()).isEqualTo(90);
    assertThat(Terminal.of(Map.of("COLUMNS", "90"), PIPE).width()).isEqualTo(90);
    assertThat(Terminal.of(Map.of("COLUMNS", "0"), OptionalInt.of(0)).width()).isEqualTo(100);
  }

  @Test
  void columnsThatAreNoNumberAreNamed() {
    assertThatThrownBy(() -> Terminal.of(Map.of("COLUMNS", "wide"), WIDE))
        .hasMessageContaining("COLUMNS")
        .hasMessageContaining("wide");
  }

  @Test
  void colourFollowsTheUsualVariables() {
    assertThat(colour(Map.of("TERM", "xterm"), WIDE)).isTrue();
    assertThat(colour(Map.of("TERM", "xterm"), PIPE)).isFalse();
    assertThat(colour(Map.of("TERM", "dumb"), WIDE)).isFalse();
    assertThat(colour(Map.of(), WIDE)).isFalse();
    assertThat(colour(Map.of("TERM", "xterm", "NO_COLOR", "1"), WIDE)).isFalse();
    assertThat(colour(Map.of("TERM", "xterm", "NO_COLOR", ""), WIDE)).isTrue();
    assertThat(colour(Map.of("TERM", "xterm", "CLICOLOR", "0"), WIDE)).isFalse();
    assertThat(colour(Map.of("CLICOLOR_FORCE", "1"), PIPE)).isTrue();
    assertThat(colour(Map.of("CLICOLOR_FORCE", "0"), PIPE)).isFalse();
    assertThat(colour(Map.of("CLICOLOR_FORCE", "1", "NO_COLOR", "1"), WIDE)).isFalse();
  }

  @Test
  void theFirstLocaleVariableThatIsSetTellsUtf8() {
    assertThat(Terminal.of(Map.of("LANG", "C.utf8"), WIDE).unicode()).isTrue();
    assertThat(Terminal.of(Map.of("LC_ALL", "C", "LANG", "C.UTF-8"), WIDE).unicode()).isFalse();
    assertThat(Terminal.of(Map.of("LC_ALL", "", "LANG", "C.UTF-8"), WIDE).unicode()).isTrue();
    assertThat(Terminal.of(Map.of(), WIDE).unicode()).isFalse();
  }

  @Test
  void outputIsUtf8AndWhatOnlyPeopleReadIsWhatTheirTerminalShows() {
    assertThat(written(Terminal::utf8)).isEqualTo("5 µs …\r\n");
    assertThat(written(out -> new Terminal(80, false, true).people(Terminal.utf8(out))))
        .isEqualTo("5 µs …\r\n");
    assertThat(written(out -> Terminal.plain(80).people(Terminal.utf8(out))))
        .isEqualTo("5 us ~\r\n");
  }

  private static String written(Function<OutputStream, PrintWriter> writer) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (PrintWriter out = writer.apply(bytes)) {
      out.print("5 µs …\r");
      out.write('\n');
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private static boolean colour(Map<String, String> environment, OptionalInt columns) {
    return Terminal.of(environment, columns).colour();
  }
}
