package fanout.lab.trace;

import fanout.lab.terminal.Style;
import java.util.Locale;

/** What became of the work that a span stands for. */
public enum Outcome {
  /** It was done. */
  OK("ok", "✓", Style.GOOD),
  /** It failed. */
  FAILED("failed", "✗", Style.BAD),
  /** It ran out of time. */
  TIMED_OUT("timed out", "◷", Style.LATE),
  /** It was called off. */
  CANCELLED("cancelled", "⊘", Style.CANCELLED),
  /** It failed, and something else was put in its place. */
  SUBSTITUTED("substituted", "↻", Style.SUBSTITUTE),
  /** It was never begun. */
  SKIPPED("skipped", "∅", Style.DIM);

  private final String words;
  private final String mark;
  private final Style style;

  Outcome(String words, String mark, Style style) {
    this.words = words;
    this.mark = mark;
    this.style = style;
  }

  /** For people, in words. */
  public String words() {
    return words;
  }

  /** For people, in one column. */
  public String mark() {
    return mark;
  }

  /** Its colour. */
  public Style style() {
    return style;
  }

  /**
   * Reads it from the attributes of a section or an attempt, or else from the span's status. An
   * attribute {@code fanout.outcome} that is none of ours counts as absent: files come from
   * anywhere.
   */
  public static Outcome of(Span span) {
    String code = code(span);
    return switch (span.attribute(SpanNames.OUTCOME)) {
      case "loaded" -> OK;
      case "substituted" -> SUBSTITUTED;
      case "timed-out" -> TIMED_OUT;
      case "failed" -> FAILED;
      case "cancelled" -> CANCELLED;
      case "skipped" -> SKIPPED;
      default -> {
        if (code.equals("DEADLINE_EXCEEDED")) {
          yield TIMED_OUT;
        }
        if (code.equals("CANCELLED") || SpanNames.isCancelled(span)) {
          yield CANCELLED;
        }
        yield span.status().code() == Span.Status.Code.ERROR ? FAILED : OK;
      }
    };
  }

  /** The name of the gRPC code that a span ended with; empty where it says none. */
  static String code(Span span) {
    return span.attribute(SpanNames.CODE).toUpperCase(Locale.ROOT);
  }
}
