package fanout.lab.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ColumnsTest {
  @ParameterizedTest(name = "{0} takes {1} columns")
  @CsvSource({
    "orders, 6",
    "注文, 4",
    "é, 1",
    "e\u0301, 1",
    "한국, 4",
    "ﾊﾛ, 2",
    "🚀, 2",
    "👩‍💻, 2",
    "✓, 1",
    "━█┊, 3"
  })
  void widthIsThatOfATerminal(String text, int columns) {
    assertThat(Columns.of(text)).isEqualTo(columns);
  }

  @ParameterizedTest(name = "{0} in {1} columns is {2}")
  @CsvSource({
    "ListNotifications, 9, List…ions",
    "ListNotifications, 17, ListNotifications",
    "注文サービス一覧, 8, 注文…覧",
    "abc, 1, …",
    "abc, 0, ''"
  })
  void namesAreShortenedInTheMiddle(String text, int width, String shortened) {
    assertThat(Columns.shorten(text, width)).isEqualTo(shortened);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ListNotifications",
        "注文サービス一覧",
        "e\u0301e\u0301e\u0301e\u0301",
        "👩‍💻👩‍💻👩‍💻"
      })
  void aShortenedNameNeverTakesMoreThanItsRoom(String text) {
    for (int width = 0; width < 20; width++) {
      assertThat(Columns.of(Columns.shorten(text, width))).isLessThanOrEqualTo(width);
    }
  }

  @Test
  void asciiTakesAsManyColumns() {
    String text = "├─ 注文 █▌┊ 12 µs ✓ é …";
    assertThat(Columns.ascii(text)).isEqualTo("|- ???? ##: 12 us + ? ~");
    assertThat(Columns.ascii(text)).hasSize(Columns.of(text));
  }

  @Test
  void signsOfCalculationAndQuotationMarksAreKnownInAscii() {
    assertThat(Columns.ascii("“a” ≠ −1 ÷ 2\r\n")).isEqualTo("\"a\" ! -1 / 2\r\n");
  }

  @Test
  void ofATextOfSeveralLinesTheLinesStay() {
    assertThat(Columns.printableLines("a\u001b[2J\n\tat b")).isEqualTo("a\uFFFD[2J\n at b");
  }

  @Test
  void aNameCannotMoveTheCursorOrTurnTheText() {
    assertThat(Columns.printable("a\u001b[2Jb\rc\u202Ed\ne"))
        .isEqualTo("a\uFFFD[2Jb\uFFFDc\uFFFDd\uFFFDe");
  }

  @Test
  void aLongTextIsBrokenBehindCommasAndSpaces() {
    assertThat(Columns.wrap("a=1,bb=22, ccc", 8)).containsExactly("a=1,", "bb=22,", "ccc");
    assertThat(Columns.wrap("take 505,059 ns", 9)).containsExactly("take", "505,059", "ns");
    assertThat(Columns.wrap("overlong", 3)).containsExactly("overlong");
    assertThat(Columns.wrap("", 3)).containsExactly("");
  }
}
