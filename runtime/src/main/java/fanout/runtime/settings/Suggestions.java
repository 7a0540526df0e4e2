package fanout.runtime.settings;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** "Did you mean": the known name nearest to one that is not known. */
final class Suggestions {
  private Suggestions() {}

  /** {@code no such setting; did you mean …? known: …}. */
  static String unknown(String name, Collection<String> known) {
    String suggestion =
        nearest(name, known).map(near -> "; did you mean " + near + "?").orElse(";");
    return "no such setting" + suggestion + " known: " + String.join(", ", known);
  }

  private static Optional<String> nearest(String name, Collection<String> known) {
    int limit = Math.max(2, name.length() / 3);
    return known.stream()
        .min(Comparator.comparingInt(candidate -> distance(name, candidate)))
        .filter(candidate -> distance(name, candidate) <= limit);
  }

  /** Levenshtein's distance: the fewest insertions, deletions and replacements. */
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j < row.length; j++) {
        int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[b.length()];
  }
}
