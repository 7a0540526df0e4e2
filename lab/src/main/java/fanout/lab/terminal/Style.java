package fanout.lab.terminal;

/**
 * The palette. Each colour has a contrast of at least 3 : 1 (WCAG 2.1, large text and graphics)
 * against black and against white, so that it reads on dark and light backgrounds alike; a test
 * holds the table to it.
 */
public enum Style {
  /** The terminal's own colour. */
  PLAIN(-1, false),
  /** The terminal's own colour, bold: headings. */
  STRONG(-1, true),
  /** What is there to be looked past: rules, units, ids. */
  DIM(244, false),
  /** What holds other things: a span with children, a frame. */
  FRAME(67, false),
  /** Went well. */
  GOOD(29, false),
  /** Failed. */
  BAD(160, true),
  /** Ran out of time. */
  LATE(166, true),
  /** Called off. */
  CANCELLED(97, false),
  /** Stood in for something else; a hint. */
  SUBSTITUTE(32, false);

  private final int colour;
  private final boolean bold;

  Style(int colour, boolean bold) {
    this.colour = colour;
    this.bold = bold;
  }

  /** Index in the 256-colour palette of xterm, or -1 for the terminal's own. */
  int colour() {
    return colour;
  }

  /** {@code text} in this style, reset behind it. */
  String ansi(String text, boolean reversed) {
    StringBuilder codes = new StringBuilder();
    if (bold) {
      codes.append(";1");
    }
    if (reversed) {
      codes.append(";7");
    }
    if (colour >= 0) {
      codes.append(";38;5;").append(colour);
    }
    return codes.isEmpty() ? text : "\u001b[" + codes.substring(1) + "m" + text + "\u001b[0m";
  }
}
