package fanout.lab.trace;

import fanout.lab.terminal.Style;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** What became of the work that a span stands for. */
public enum Outcome {
  /** It was done. */
  OK("loaded", "ok", "✓", Style.GOOD),
  /** It failed. */
  FAILED("failed", "failed", "✗", Style.BAD),
  /** It ran out of time. */
  TIMED_OUT("timed-out", "timed out", "◷", Style.LATE),
  /** It was called off. */
  CANCELLED("cancelled", "cancelled", "⊘", Style.CANCELLED),
  /** It failed, and something else was put in its place. */
  SUBSTITUTED("substituted", "substituted", "↻", Style.SUBSTITUTE),
  /** It was never begun. */
  SKIPPED("skipped", "skipped", "∅", Style.DIM);

  private final String wire;
  private final String words;
  private final String mark;
  private final Style style;

  Outcome(String wire, String words, String mark, Style style) {
    this.wire = wire;
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
    return told(span).orElseGet(() -> implied(span));
  }

  /** What a span says in its attribute {@code fanout.outcome}. */
  public static Optional<Outcome> told(Span span) {
    String word = span.attribute(SpanNames.OUTCOME);
    return Stream.of(values()).filter(outcome -> outcome.wire.equals(word)).findFirst();
  }

  /** The words of {@code fanout.outcome}. */
  static List<String> wires() {
    return Stream.of(values()).map(outcome -> outcome.wire).toList();
  }

  private static Outcome implied(Span span) {
    String code = code(span);
    if (code.equals("DEADLINE_EXCEEDED")) {
      return TIMED_OUT;
    }
    if (code.equals("CANCELLED") || SpanNames.isCancelled(span)) {
      return CANCELLED;
    }
    return span.status().code() == Span.Status.Code.ERROR ? FAILED : OK;
  }

  /** The name of the gRPC code that a span ended with; empty where it says none. */
  static String code(Span span) {
    String code = span.attribute(SpanNames.CODE);
    return (code.isEmpty() ? span.attribute(SpanNames.SECTION_CODE) : code)
        .toUpperCase(Locale.ROOT);
  }
}
