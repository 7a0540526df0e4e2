package fanout.lab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the documentation tells a person to type is understood. */
class DocumentedCommandsTest {
  /** In a line of its own or between backquotes, up to a comment, a pipe or two spaces. */
  private static final Pattern COMMAND =
      Pattern.compile("(?m)(?:^ *|`)(?:\\./fanout|k8s/lab) ([^`\\n]*?)(?=`| {2}|$| [#|>])");

  private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|'([^']*)'|(\\S+)");

  /** Commands of the other jar, whose flags are not the lab's. */
  private static final Pattern ELSEWHERE = Pattern.compile("(bench|soak)( .*)?");

  /** A command that is only mentioned. */
  private static final String NO_EXAMPLE = "Missing required parameter";

  static List<String> commands() throws IOException {
    try (Stream<Path> docs = Files.list(Path.of("..", "docs"));
        Stream<Path> pages = Stream.concat(docs, readme())) {
      return pages
          .filter(page -> page.toString().endsWith(".md"))
          .flatMap(page -> COMMAND.matcher(text(page)).results().map(found -> found.group(1)))
          .filter(
              command ->
                  !command.matches(".*(…| N( .*)?$).*") && !ELSEWHERE.matcher(command).matches())
          .distinct()
          .toList();
    }
  }

  private static Stream<Path> readme() {
    return Stream.of(Path.of("..", "README.md"));
  }

  private static String text(Path page) {
    try {
      return Files.readString(page);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> words(String command) {
    List<String> words = new ArrayList<>();
    Matcher word = WORD.matcher(command);
    while (word.find()) {
      words.add(Stream.of(1, 2, 3).map(word::group).filter(w -> w != null).findFirst().orElse(""));
    }
    return words;
  }

  @ParameterizedTest
  @MethodSource("commands")
  void aCommandOfTheDocumentationIsUnderstood(String command) {
    assertThat(CommandLineCheck.complaint(words(command)).stream())
        .filteredOn(complaint -> !complaint.startsWith(NO_EXAMPLE))
        .isEmpty();
  }
}
