package fanout.runtime.spec;

import org.jspecify.annotations.Nullable;

/**
 * A text or value that a spec does not allow. The message names the field, the value and what is
 * allowed, and is fit to be shown to the person who wrote the text.
 */
public final class SpecException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  /** Of a value, in characters: a message is for one line, and may travel in metadata. */
  private static final int LONGEST_VALUE = 300;

  /** The component complained of; empty if the message does not begin with one. */
  private final String field;

  /** A message that stands by itself. */
  public SpecException(String message) {
    super(message);
    this.field = "";
  }

  /** The same about what another failure told of; null if there is none. */
  public SpecException(String message, @Nullable Throwable cause) {
    super(message, cause);
    this.field = "";
  }

  /** {@code field: value is not allowed; allowed: …}; of a long value its beginning. */
  public SpecException(String field, Object value, String allowed) {
    super(message(field, value, allowed));
    this.field = field;
  }

  /** The same about what another failure told of; null if there is none. */
  public SpecException(String field, Object value, String allowed, @Nullable Throwable cause) {
    super(message(field, value, allowed), cause);
    this.field = field;
  }

  private static String message(String field, Object value, String allowed) {
    return "%s: '%s' is not allowed; allowed: %s"
        .formatted(field, shortened(Scalars.print(value)), allowed);
  }

  private static String shortened(String value) {
    return value.length() <= LONGEST_VALUE
        ? value
        : "%s… (%d characters)".formatted(value.substring(0, LONGEST_VALUE), value.length());
  }

  /**
   * The component that the message begins with, as its thrower wrote it; empty if there is none.
   */
  public String field() {
    return field;
  }

  /** The same complaint, found inside {@code field}. */
  SpecException within(String field) {
    return new SpecException(field + " → " + getMessage());
  }

  /**
   * Checks a constructor argument.
   *
   * @throws SpecException that names field, value and what is allowed, unless {@code ok}
   */
  public static void require(boolean ok, String field, Object value, String allowed) {
    if (!ok) {
      throw new SpecException(field, value, allowed);
    }
  }
}
