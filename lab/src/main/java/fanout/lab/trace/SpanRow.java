package fanout.lab.trace;

import fanout.lab.terminal.Style;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One line of a waterfall: a span, or a section, its only attempt and the server's side of it
 * folded into one.
 *
 * @param tree the branches to its left
 * @param service the service it speaks for; empty where the line above has named it
 * @param name what it is called
 * @param detail what may be left out where there is no room
 * @param span the outermost span: what its caller waited for
 * @param server the server's side of it, where that is folded in and waits for nothing below it
 * @param waits whether its time goes by in waiting for others: for the far side of a call, for the
 *     spans below it
 * @param lost whether it is a call that was called off, and that no server has told of
 * @param outcome what became of it
 * @param style colour of its bar
 * @param note what went wrong, in a word; empty where nothing did
 */
record SpanRow(
    String tree,
    String service,
    String name,
    String detail,
    Span span,
    @Nullable Span server,
    boolean waits,
    boolean lost,
    Outcome outcome,
    Style style,
    String note) {

  /** A node on its way to become a row. */
  private record Open(SpanNode node, String tree, String below, String service, boolean numbered) {}

  /**
   * The rows of a trace in the order of the tree.
   *
   * @param everySpan whether each span has a line of its own
   */
  static List<SpanRow> of(Trace trace, boolean everySpan) {
    List<SpanRow> rows = new ArrayList<>();
    Deque<Open> open = new ArrayDeque<>();
    trace
        .orphans()
        .reversed()
        .forEach(node -> open.push(new Open(node, "? ", "  ", "", everySpan)));
    trace.roots().reversed().forEach(node -> open.push(new Open(node, "", "", "", everySpan)));
    while (!open.isEmpty()) {
      Open next = open.pop();
      Fold fold = everySpan ? new Fold(next.node(), null, null) : Fold.of(next.node());
      SpanRow row = row(next, fold);
      rows.add(row);
      List<SpanNode> children = fold.innermost().children();
      boolean numbered = everySpan || children.stream().anyMatch(SpanRow::isRepeated);
      for (int i = children.size() - 1; i >= 0; i--) {
        boolean last = i == children.size() - 1;
        open.push(
            new Open(
                children.get(i),
                next.below() + (last ? "└─ " : "├─ "),
                next.below() + (last ? "   " : "│  "),
                everySpan ? fold.innermost().span().service() : speaker(fold),
                numbered));
      }
    }
    return rows;
  }

  private static SpanRow row(Open open, Fold fold) {
    Span span = open.node().span();
    Outcome outcome = Outcome.of(span);
    boolean called = span.kind() == Span.Kind.CLIENT || fold.attempt() != null;
    boolean holds = !fold.innermost().children().isEmpty();
    Span server = fold.server() == null || holds ? null : fold.server().span();
    Style style = outcome == Outcome.OK && holds && !called ? Style.FRAME : outcome.style();
    String service = fold.innermost().span().service();
    String name = name(span, open.numbered());
    String shown = service.equals(open.service()) || service.equals(name) ? "" : service;
    return new SpanRow(
        open.tree(),
        shown,
        name,
        detail(span, fold),
        span,
        server,
        called || holds,
        called && outcome == Outcome.CANCELLED && fold.server() == null && !holds,
        outcome,
        style,
        note(fold, outcome));
  }

  /** Who has been named once a section, or a span, has its line. */
  private static String speaker(Fold fold) {
    String section = fold.innermost().span().attribute(SpanNames.SECTION);
    return section.isEmpty() ? fold.innermost().span().service() : section;
  }

  /** {@code orders} of a section, {@code ListOrders} of a call, else the name as it is. */
  private static String name(Span span, boolean numbered) {
    if (SpanNames.isSection(span)) {
      return span.attribute(SpanNames.SECTION);
    }
    String attempt = span.attribute(SpanNames.ATTEMPT);
    String method = method(span);
    return attempt.isEmpty() || !numbered ? method : "#" + attempt + " " + method;
  }

  /** Attempts are numbered where there are several. */
  private static boolean isRepeated(SpanNode node) {
    String attempt = node.span().attribute(SpanNames.ATTEMPT);
    return !attempt.isEmpty() && !attempt.equals("1");
  }

  private static String method(Span span) {
    return span.name().substring(span.name().lastIndexOf('/') + 1);
  }

  @SuppressWarnings("ReferenceEquality") // the same node, not one like it
  private static String detail(Span span, Fold fold) {
    String join = span.attribute(SpanNames.JOIN);
    return fold.attempt() != null && fold.attempt() != fold.outermost()
        ? method(fold.attempt().span())
        : join.isEmpty() ? "" : "join " + join;
  }

  private static String note(Fold fold, Outcome outcome) {
    if (outcome == Outcome.OK) {
      return "";
    }
    String code = Outcome.code(fold.outermost().span());
    if (code.isEmpty() && fold.attempt() != null) {
      code = Outcome.code(fold.attempt().span());
    }
    return outcome == Outcome.FAILED && !code.isEmpty() ? code : outcome.words();
  }

  /**
   * What one line stands for.
   *
   * @param outermost the section, or else the attempt, or any other span
   * @param attempt the only attempt, where there is one
   * @param server its far side, where that is known
   */
  private record Fold(SpanNode outermost, @Nullable SpanNode attempt, @Nullable SpanNode server) {
    static Fold of(SpanNode node) {
      SpanNode attempt = node;
      if (SpanNames.isSection(node.span()) && node.children().size() == 1) {
        attempt = node.children().getFirst();
      }
      if (attempt.span().kind() != Span.Kind.CLIENT) {
        return new Fold(node, null, null);
      }
      boolean answered =
          attempt.children().size() == 1
              && attempt.children().getFirst().span().kind() == Span.Kind.SERVER;
      return new Fold(node, attempt, answered ? attempt.children().getFirst() : null);
    }

    SpanNode innermost() {
      return server != null ? server : attempt != null ? attempt : outermost;
    }
  }
}
