package fanout.lab.terminal;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Text measured in terminal columns: East Asian wide characters and emoji take two, combining marks
 * none (Unicode Standard Annex 11). Everything works on grapheme clusters, so that a letter is
 * never cut from its accent.
 */
public final class Columns {
  private static final Pattern CLUSTER = Pattern.compile("\\X");

  /** First and last code point of the wide and full-width blocks of EastAsianWidth.txt, merged. */
  private static final int[][] WIDE = {
    {0x1100, 0x115F},
    {0x231A, 0x231B},
    {0x2329, 0x232A},
    {0x23E9, 0x23EC},
    {0x23F0, 0x23F0},
    {0x23F3, 0x23F3},
    {0x25FD, 0x25FE},
    {0x2614, 0x2615},
    {0x2648, 0x2653},
    {0x267F, 0x267F},
    {0x2693, 0x2693},
    {0x26A1, 0x26A1},
    {0x26AA, 0x26AB},
    {0x26BD, 0x26BE},
    {0x26C4, 0x26C5},
    {0x26CE, 0x26CE},
    {0x26D4, 0x26D4},
    {0x26EA, 0x26EA},
    {0x26F2, 0x26F3},
    {0x26F5, 0x26F5},
    {0x26FA, 0x26FA},
    {0x26FD, 0x26FD},
    {0x2705, 0x2705},
    {0x270A, 0x270B},
    {0x2728, 0x2728},
    {0x274C, 0x274C},
    {0x274E, 0x274E},
    {0x2753, 0x2755},
    {0x2757, 0x2757},
    {0x2795, 0x2797},
    {0x27B0, 0x27B0},
    {0x27BF, 0x27BF},
    {0x2B1B, 0x2B1C},
    {0x2B50, 0x2B50},
    {0x2B55, 0x2B55},
    {0x2E80, 0x303E},
    {0x3041, 0x33FF},
    {0x3400, 0x4DBF},
    {0x4E00, 0xA4CF},
    {0xA960, 0xA97C},
    {0xAC00, 0xD7A3},
    {0xF900, 0xFAFF},
    {0xFE10, 0xFE19},
    {0xFE30, 0xFE6F},
    {0xFF00, 0xFF60},
    {0xFFE0, 0xFFE6},
    {0x16FE0, 0x18DFF},
    {0x1AFF0, 0x1B2FF},
    {0x1F004, 0x1F004},
    {0x1F0CF, 0x1F0CF},
    {0x1F18E, 0x1F18E},
    {0x1F191, 0x1F19A},
    {0x1F200, 0x1F320},
    {0x1F32D, 0x1F335},
    {0x1F337, 0x1F37C},
    {0x1F37E, 0x1F393},
    {0x1F3A0, 0x1F3CA},
    {0x1F3CF, 0x1F3D3},
    {0x1F3E0, 0x1F3F0},
    {0x1F3F4, 0x1F3F4},
    {0x1F3F8, 0x1F43E},
    {0x1F440, 0x1F440},
    {0x1F442, 0x1F4FC},
    {0x1F4FF, 0x1F53D},
    {0x1F54B, 0x1F54E},
    {0x1F550, 0x1F567},
    {0x1F57A, 0x1F57A},
    {0x1F595, 0x1F596},
    {0x1F5A4, 0x1F5A4},
    {0x1F5FB, 0x1F64F},
    {0x1F680, 0x1F6C5},
    {0x1F6CC, 0x1F6CC},
    {0x1F6D0, 0x1F6D2},
    {0x1F6D5, 0x1F6D7},
    {0x1F6DC, 0x1F6DF},
    {0x1F6EB, 0x1F6EC},
    {0x1F6F4, 0x1F6FC},
    {0x1F7E0, 0x1F7EB},
    {0x1F7F0, 0x1F7F0},
    {0x1F90C, 0x1F93A},
    {0x1F93C, 0x1F945},
    {0x1F947, 0x1F9FF},
    {0x1FA70, 0x1FAFF},
    {0x20000, 0x3FFFD}
  };

  private static final String FANCY = "├└│─╺╸━┊█▉▊▋▌▍▎▏▐▕░µ…·✓✗◷⊘↻∅×÷—–−≤≥≠→“”";
  private static final String SIMPLE = "|`|----:#####|||#|:u~.+x!~*.x/---<>!>\"\"";

  private Columns() {}

  /** Columns that {@code text} takes. */
  public static int of(String text) {
    return clusters(text).stream().mapToInt(Columns::clusterWidth).sum();
  }

  /**
   * {@code text} in at most {@code width} columns: what does not fit is taken from the middle,
   * where names differ least, and an ellipsis put in its place.
   */
  public static String shorten(String text, int width) {
    if (of(text) <= width) {
      return text;
    }
    if (width < 1) {
      return "";
    }
    List<String> clusters = clusters(text);
    int tailRoom = (width - 1) / 2;
    StringBuilder tail = new StringBuilder();
    for (int i = clusters.size() - 1; i >= 0; i--) {
      int next = clusterWidth(clusters.get(i));
      if (next > tailRoom) {
        break;
      }
      tailRoom -= next;
      tail.insert(0, clusters.get(i));
    }
    int headRoom = width - 1 - of(tail.toString());
    StringBuilder head = new StringBuilder();
    for (String cluster : clusters) {
      int next = clusterWidth(cluster);
      if (next > headRoom) {
        break;
      }
      headRoom -= next;
      head.append(cluster);
    }
    return head + "…" + tail;
  }

  /**
   * {@code text} in lines of at most {@code width} columns, broken behind a space, or a comma that
   * is not within a number; a word that is longer stays whole. At least one line.
   */
  public static List<String> wrap(String text, int width) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : text.split("(?<= )|(?<=,)(?=[^ \\d])")) {
      if (!line.isEmpty() && of(line.toString()) + of(word.stripTrailing()) > width) {
        lines.add(line.toString().stripTrailing());
        line.setLength(0);
      }
      line.append(word);
    }
    lines.add(line.toString().stripTrailing());
    return lines;
  }

  /**
   * {@code text} without what would move the cursor, start an escape sequence or turn the direction
   * of writing: a name out of a file must not draw over its neighbours.
   */
  public static String printable(String text) {
    if (text.codePoints().allMatch(Columns::isPrintable)) {
      return text;
    }
    StringBuilder out = new StringBuilder();
    text.codePoints().map(c -> isPrintable(c) ? c : 0xFFFD).forEach(out::appendCodePoint);
    return out.toString();
  }

  /** The same for a text of several lines. */
  public static String printableLines(String text) {
    return text.replace('\t', ' ')
        .lines()
        .map(Columns::printable)
        .collect(Collectors.joining("\n"));
  }

  /** {@code text} in ASCII, of the same width. */
  static String ascii(String text) {
    if (text.chars().allMatch(c -> c < 128)) {
      return text;
    }
    StringBuilder out = new StringBuilder();
    for (String cluster : clusters(text)) {
      int known = cluster.length() == 1 ? FANCY.indexOf(cluster.charAt(0)) : -1;
      if (known >= 0) {
        out.append(SIMPLE.charAt(known));
      } else if (cluster.chars().allMatch(c -> c < 128)) {
        out.append(cluster);
      } else {
        out.repeat("?", clusterWidth(cluster));
      }
    }
    return out.toString();
  }

  private static List<String> clusters(String text) {
    return CLUSTER
        .matcher(text)
        .results()
        .map(MatchResult::group)
        .collect(ArrayList::new, List::add, List::addAll);
  }

  private static int clusterWidth(String cluster) {
    boolean emojiStyle = cluster.indexOf('\uFE0F') > 0;
    return emojiStyle ? 2 : cluster.codePoints().map(Columns::codePointWidth).max().orElse(0);
  }

  private static int codePointWidth(int codePoint) {
    int type = Character.getType(codePoint);
    if (type == Character.NON_SPACING_MARK
        || type == Character.ENCLOSING_MARK
        || type == Character.FORMAT) {
      return 0;
    }
    int low = 0;
    int high = WIDE.length - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      if (codePoint > WIDE[middle][1]) {
        low = middle + 1;
      } else if (codePoint < WIDE[middle][0]) {
        high = middle - 1;
      } else {
        return 2;
      }
    }
    return 1;
  }

  private static boolean isPrintable(int codePoint) {
    int type = Character.getType(codePoint);
    boolean joiner = codePoint == 0x200D;
    return joiner
        || (type != Character.CONTROL
            && type != Character.FORMAT
            && type != Character.SURROGATE
            && type != Character.LINE_SEPARATOR
            && type != Character.PARAGRAPH_SEPARATOR);
  }
}
