package fanout.lab.compare;

import fanout.lab.result.Better;
import org.jspecify.annotations.Nullable;

/**
 * A figure that must not get worse.
 *
 * @param name of a finding, or {@code variant / figure}; with {@code experiment: } before it, or
 *     that of every experiment that has it
 * @param better what is better, where the caller says so; null for what the result says
 */
public record Gate(String name, @Nullable Better better) {
  private static final String LOWER = ":lower";
  private static final String HIGHER = ":higher";

  /** Reads {@code name}, {@code name:lower} or {@code name:higher}. */
  public static Gate parse(String text) {
    if (text.endsWith(LOWER)) {
      return new Gate(text.substring(0, text.length() - LOWER.length()), Better.LOWER);
    }
    if (text.endsWith(HIGHER)) {
      return new Gate(text.substring(0, text.length() - HIGHER.length()), Better.HIGHER);
    }
    return new Gate(text, null);
  }

  boolean names(FigureChange figure) {
    return names(figure.key());
  }

  boolean names(FigureChange.Key key) {
    return name.equals(key.name()) || name.equals(key.toString());
  }
}
