package fanout.lab.trace;

import fanout.runtime.spec.SpecException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The spans of one trace as a tree. Immutable and thread-safe.
 *
 * @param id 32 lower-case hexadecimal digits
 * @param roots nodes without a parent, by start; a sound trace has one
 * @param orphans nodes whose parent is not in the trace, or is below them; by start
 * @param duplicates how many spans were dropped because their id was there already; the first stays
 */
public record Trace(String id, List<SpanNode> roots, List<SpanNode> orphans, int duplicates) {
  private static final Comparator<Span> BY_START =
      Comparator.comparingLong(Span::startNanos).thenComparing(Span::spanId);

  /** Takes a copy. */
  public Trace {
    roots = List.copyOf(roots);
    orphans = List.copyOf(orphans);
  }

  /**
   * Builds the tree.
   *
   * @param spans in any order, all of one trace
   * @throws SpecException if there is none, or they are of several traces
   */
  public static Trace of(Collection<Span> spans) {
    SpecException.require(!spans.isEmpty(), "spans", 0, "one or more");
    String id = spans.iterator().next().traceId();
    Map<String, Span> byId = new LinkedHashMap<>();
    for (Span span : spans) {
      SpecException.require(span.traceId().equals(id), "traceId", span.traceId(), id);
      byId.putIfAbsent(span.spanId(), span);
    }
    return new Trees(byId).trace(id, spans.size() - byId.size());
  }

  /** Builds one tree for each trace id, in the order of their first starts. */
  public static List<Trace> group(Collection<Span> spans) {
    Map<String, List<Span>> byTrace = new LinkedHashMap<>();
    spans.forEach(s -> byTrace.computeIfAbsent(s.traceId(), key -> new ArrayList<>()).add(s));
    return byTrace.values().stream()
        .map(Trace::of)
        .sorted(Comparator.comparingLong(Trace::startNanos).thenComparing(Trace::id))
        .toList();
  }

  /** Every node, parents first: the roots with all below them, then the orphans. */
  public Stream<SpanNode> nodes() {
    return Stream.concat(roots.stream(), orphans.stream()).flatMap(SpanNode::preorder);
  }

  /** Every span, in the order of {@link #nodes}. */
  public Stream<Span> spans() {
    return nodes().map(SpanNode::span);
  }

  /** How many spans it has. */
  public int size() {
    return (int) spans().count();
  }

  /** The earliest start, nanoseconds since 1970. */
  public long startNanos() {
    return spans().mapToLong(Span::startNanos).min().orElseThrow();
  }

  /** The latest end, nanoseconds since 1970. */
  public long endNanos() {
    return spans().mapToLong(Span::endNanos).max().orElseThrow();
  }

  /** From the earliest start to the latest end, in nanoseconds. */
  public long durationNanos() {
    return endNanos() - startNanos();
  }

  /** One root and nothing without its parent. */
  public boolean isConnected() {
    return roots.size() == 1 && orphans.isEmpty();
  }

  /** Connected, and the server's side of every call has arrived; a call may fail without one. */
  public boolean isComplete() {
    return isConnected()
        && nodes()
            .filter(node -> node.span().kind() == Span.Kind.CLIENT)
            .noneMatch(node -> node.children().isEmpty());
  }

  /**
   * Connected, and the server's side has arrived of every call but some that failed or were called
   * off: of those it is not known whether they came so far.
   */
  public boolean lacksOnlyLostCalls() {
    return isConnected()
        && nodes()
            .filter(node -> node.span().kind() == Span.Kind.CLIENT && node.children().isEmpty())
            .noneMatch(node -> Outcome.of(node.span()) == Outcome.OK);
  }

  /** What decided how long the trace's first root took; see {@link CriticalPath}. */
  public List<CriticalPath.Segment> criticalPath() {
    return CriticalPath.of(
        Stream.concat(roots.stream(), orphans.stream()).findFirst().orElseThrow());
  }

  /** Builds immutable nodes from the leaves up, without recursion: a file may nest at any depth. */
  private record Trees(
      Map<String, Span> byId, Map<String, List<Span>> children, Set<String> placed) {
    Trees(Map<String, Span> byId) {
      this(byId, new HashMap<>(), new HashSet<>());
      byId.values()
          .forEach(
              span -> children.computeIfAbsent(span.parentId(), id -> new ArrayList<>()).add(span));
      children.values().forEach(siblings -> siblings.sort(BY_START));
    }

    Trace trace(String id, int duplicates) {
      List<SpanNode> roots = childrenOf("").stream().map(this::tree).toList();
      List<SpanNode> orphans = new ArrayList<>();
      byId.values().stream()
          .filter(span -> !span.isRoot() && !byId.containsKey(span.parentId()))
          .forEach(span -> orphans.add(tree(span)));
      // What is left hangs on a cycle of parents: it is cut at its earliest span.
      byId.values().stream()
          .sorted(BY_START)
          .filter(span -> !placed.contains(span.spanId()))
          .forEachOrdered(
              span -> {
                if (!placed.contains(span.spanId())) {
                  orphans.add(tree(span));
                }
              });
      orphans.sort(Comparator.comparing(SpanNode::span, BY_START));
      return new Trace(id, roots, orphans, duplicates);
    }

    private List<Span> childrenOf(String parent) {
      return children.getOrDefault(parent, List.of());
    }

    private SpanNode tree(Span top) {
      List<Span> order = new ArrayList<>(List.of(top));
      placed.add(top.spanId());
      Map<String, List<String>> taken = new HashMap<>();
      for (int i = 0; i < order.size(); i++) {
        String parent = order.get(i).spanId();
        for (Span child : childrenOf(parent)) {
          if (placed.add(child.spanId())) {
            order.add(child);
            taken.computeIfAbsent(parent, id -> new ArrayList<>()).add(child.spanId());
          }
        }
      }
      Map<String, SpanNode> built = new HashMap<>();
      for (Span span : order.reversed()) {
        List<SpanNode> below =
            taken.getOrDefault(span.spanId(), List.of()).stream()
                .map(child -> Objects.requireNonNull(built.remove(child)))
                .toList();
        built.put(span.spanId(), new SpanNode(span, below));
      }
      return Objects.requireNonNull(built.get(top.spanId()));
    }
  }
}
