package fanout.runtime.spec;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Cuts a text at separators that stand outside parentheses. */
final class SpecText {
  private static final Pattern NAME = Pattern.compile("([A-Za-z][A-Za-z0-9-]*)?\\s*");

  /** Longer than any text that says something, short enough for every request to bring one. */
  private static final int LONGEST = 64 << 10;

  /** Each level takes a dozen frames of the parser's stack, and an event loop's is not large. */
  private static final int DEEPEST = 32;

  private SpecText() {}

  /**
   * A text from outside, stripped.
   *
   * @throws SpecException if it is too long or nested too deeply to be read at bounded cost
   */
  static String bounded(String text) {
    String stripped = text.strip();
    SpecException.require(
        stripped.length() <= LONGEST, "text", stripped, "at most " + LONGEST + " characters");
    int depth = 0;
    int deepest = 0;
    for (int i = 0; i < stripped.length(); i++) {
      char c = stripped.charAt(i);
      depth += c == '(' ? 1 : c == ')' ? -1 : 0;
      deepest = Math.max(deepest, depth);
    }
    SpecException.require(
        deepest <= DEEPEST, "parentheses", stripped, "at most " + DEEPEST + " within each other");
    return stripped;
  }

  /** The parts between top-level separators, stripped; empty text has no parts. */
  static List<String> split(String text, char separator) {
    List<String> parts = new ArrayList<>();
    int start = 0;
    int at;
    while ((at = indexOf(text, separator, start)) >= 0) {
      parts.add(part(text, start, at));
      start = at + 1;
    }
    if (start > 0 || !text.isBlank()) {
      parts.add(part(text, start, text.length()));
    }
    return parts;
  }

  private static String part(String text, int from, int to) {
    String part = text.substring(from, to).strip();
    SpecException.require(!part.isEmpty(), "text", text, "something between the separators");
    return part;
  }

  /** Position of the first top-level separator at or after {@code from}, or -1. */
  static int indexOf(String text, char separator, int from) {
    int depth = 0;
    for (int i = from; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '(') {
        depth++;
      } else if (c == ')' && --depth < 0) {
        throw new SpecException("parentheses", text, "a '(' before every ')'");
      } else if (c == separator && depth == 0) {
        return i;
      }
    }
    SpecException.require(depth == 0, "parentheses", text, "a ')' for every '('");
    return -1;
  }

  /**
   * One spec taken apart; absent parts are empty.
   *
   * @param head all before the {@code @}
   * @param name the head without its arguments
   */
  record Call(String head, String name, String args, String at) {
    static Call of(String text) {
      int atSign = indexOf(text, '@', 0);
      String head = atSign < 0 ? text : text.substring(0, atSign).strip();
      String at = atSign < 0 ? "" : text.substring(atSign + 1).strip();
      SpecException.require(atSign < 0 || !at.isEmpty(), "text", text, "a value after '@'");
      int open = head.indexOf('(');
      if (open >= 0 && head.endsWith(")") && NAME.matcher(head.substring(0, open)).matches()) {
        return new Call(
            head,
            head.substring(0, open).strip(),
            head.substring(open + 1, head.length() - 1).strip(),
            at);
      }
      return new Call(head, head, "", at);
    }

    boolean parenthesised() {
      return !head.equals(name);
    }
  }
}
