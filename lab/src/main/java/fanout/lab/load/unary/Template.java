package fanout.lab.load.unary;

import fanout.runtime.spec.SpecException;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A text that may differ from call to call: {@code {{.RequestNumber}}} stands for the number of the
 * call, from 0, and {@code {{newUUID}}} for a random id. Immutable and thread-safe.
 */
public final class Template {
  private static final Pattern PLACE = Pattern.compile("\\{\\{\\s*(.*?)\\s*}}");

  private final String text;
  private final boolean fixed;

  private Template(String text, boolean fixed) {
    this.text = text;
    this.fixed = fixed;
  }

  /**
   * Reads a template.
   *
   * @throws SpecException if it has a placeholder that is not known
   */
  public static Template of(String field, String text) {
    Matcher places = PLACE.matcher(text);
    boolean fixed = true;
    while (places.find()) {
      fixed = false;
      boolean known = places.group(1).equals(".RequestNumber") || places.group(1).equals("newUUID");
      SpecException.require(known, field, places.group(), "{{.RequestNumber}}, {{newUUID}}");
    }
    return new Template(text, fixed);
  }

  /** Whether every call gets the same text. */
  public boolean isFixed() {
    return fixed;
  }

  /** The text of a call. */
  public String of(long index) {
    return fixed
        ? text
        : PLACE
            .matcher(text)
            .replaceAll(
                place ->
                    place.group(1).equals("newUUID")
                        ? UUID.randomUUID().toString()
                        : Long.toString(index));
  }
}
