package fanout.lab.terminal;

import java.util.ArrayList;
import java.util.List;

/**
 * One line of styled text that knows how many columns it takes. Immutable and thread-safe.
 *
 * @param pieces in the order of reading
 */
public record Line(List<Piece> pieces) {
  /** Nothing. */
  public static final Line EMPTY = new Line(List.of());

  /**
   * Text in one style.
   *
   * @param text made printable by {@link Columns#printable}
   * @param style its colour
   * @param reversed whether foreground and background change places
   */
  public record Piece(String text, Style style, boolean reversed) {
    /** Takes out what would move the cursor. */
    public Piece {
      text = Columns.printable(text);
    }
  }

  /** Takes a copy. */
  public Line {
    pieces = List.copyOf(pieces);
  }

  /** A line of one piece. */
  public static Line of(String text, Style style) {
    return EMPTY.plus(text, style);
  }

  /** This line with text behind it. */
  public Line plus(String text, Style style) {
    return plus(new Line(List.of(new Piece(text, style, false))));
  }

  /** This line with another behind it. */
  public Line plus(Line next) {
    List<Piece> all = new ArrayList<>(pieces);
    all.addAll(next.pieces);
    return new Line(all);
  }

  /** Columns that it takes. */
  public int width() {
    return pieces.stream().mapToInt(piece -> Columns.of(piece.text())).sum();
  }

  /** Filled with spaces on the right up to {@code width}; unchanged where it is wider. */
  public Line padded(int width) {
    int missing = width - width();
    return missing > 0 ? plus(" ".repeat(missing), Style.PLAIN) : this;
  }

  /** Filled with spaces on the left up to {@code width}; unchanged where it is wider. */
  public Line right(int width) {
    int missing = width - width();
    return missing > 0 ? of(" ".repeat(missing), Style.PLAIN).plus(this) : this;
  }

  /** The text as {@code terminal} shows it, without a line end. */
  public String render(Terminal terminal) {
    StringBuilder out = new StringBuilder();
    for (Piece piece : merged()) {
      String text = terminal.shown(piece.text());
      out.append(terminal.colour() ? piece.style().ansi(text, piece.reversed()) : text);
    }
    return terminal.colour() ? out.toString() : out.toString().stripTrailing();
  }

  /** Neighbours of one look as one piece: a bar is drawn cell by cell, and a colour costs bytes. */
  private List<Piece> merged() {
    List<Piece> merged = new ArrayList<>();
    for (Piece piece : pieces) {
      Piece last = merged.isEmpty() ? null : merged.getLast();
      if (last != null && last.style == piece.style && last.reversed == piece.reversed) {
        merged.set(merged.size() - 1, new Piece(last.text + piece.text, last.style, last.reversed));
      } else {
        merged.add(piece);
      }
    }
    return merged;
  }
}
