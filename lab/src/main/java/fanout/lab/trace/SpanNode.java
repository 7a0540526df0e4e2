package fanout.lab.trace;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;

/**
 * A span and what it caused. Immutable and thread-safe.
 *
 * @param span the span
 * @param children by start, then by span id
 */
public record SpanNode(Span span, List<SpanNode> children) {
  /** Takes a copy. */
  public SpanNode {
    children = List.copyOf(children);
  }

  /**
   * This node and all below it, parents first; a file may nest deeper than the stack of a thread.
   */
  public Stream<SpanNode> preorder() {
    List<SpanNode> order = new ArrayList<>();
    Deque<SpanNode> open = new ArrayDeque<>(List.of(this));
    while (!open.isEmpty()) {
      SpanNode next = open.pop();
      order.add(next);
      next.children.reversed().forEach(open::push);
    }
    return order.stream();
  }
}
