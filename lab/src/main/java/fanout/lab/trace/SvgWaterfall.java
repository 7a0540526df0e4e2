package fanout.lab.trace;

import fanout.lab.page.Html;
import fanout.lab.terminal.Durations;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Draws traces as waterfalls for pages: labels are text, bars are SVG in per cent of its width, so
 * that it fits any page. The rows are those of {@link Waterfall}. Immutable and thread-safe.
 */
public final class SvgWaterfall {
  private static final int MOST_ROWS = 24;

  /** Beyond this ratio the shorter one could not be read on the scale of the longer one. */
  private static final int UNLIKE = 25;

  /** Ticks that a narrow page has room for. */
  private static final int MOST_TICKS = 4;

  /** Share of the width behind which a label may not fit on both sides of its tick. */
  private static final double NEAR_END = 0.86;

  /** The least width that is seen, in per cent. */
  private static final double LEAST = 0.4;

  private final OptionalLong common;

  private SvgWaterfall(OptionalLong common) {
    this.common = common;
  }

  /** Draws on the scale of the longest, unless another could not be read on it. */
  public static SvgWaterfall onOneScale(List<Trace> traces) {
    long longest = traces.stream().mapToLong(Trace::durationNanos).max().orElse(1);
    long shortest = traces.stream().mapToLong(Trace::durationNanos).min().orElse(1);
    boolean alike = longest / UNLIKE <= shortest;
    return new SvgWaterfall(alike ? OptionalLong.of(longest) : OptionalLong.empty());
  }

  /** What the signs mean. */
  public static Html legend() {
    return Html.tag("p")
        .css("key-line")
        .of(
            sign("", "working"),
            sign("wait", "waiting for others"),
            sign("path", "critical path: what decided how long it took"));
  }

  private static Html sign(String css, String words) {
    return Html.tag("span").of(Html.tag("i").css(css), Html.text(words));
  }

  /** The waterfall of a trace under a caption. */
  public Html draw(Trace trace, String caption) {
    long nanos = Math.max(1, common.orElse(trace.durationNanos()));
    List<SpanRow> all = SpanRow.of(trace, false);
    Map<String, List<CriticalPath.Segment>> critical = critical(trace, all);
    List<SpanRow> rows = chosen(all, critical);
    Scale scale = new Scale(trace.startNanos(), nanos);
    List<Html> cells = new ArrayList<>();
    cells.add(cell("label"));
    cells.add(scale.axis());
    cells.add(cell("time"));
    for (SpanRow row : rows) {
      cells.addAll(
          new Row(row, critical.getOrDefault(row.span().spanId(), List.of())).cells(scale));
    }
    int hidden = all.size() - rows.size();
    return Html.tag("div")
        .css("waterfall")
        .of(
            Html.tag("h3")
                .of(
                    Html.text(caption),
                    Html.tag("small")
                        .of(
                            "%s · %,d spans · trace %s"
                                .formatted(
                                    Durations.format(trace.durationNanos()),
                                    trace.size(),
                                    trace.id().substring(0, 8)))),
            Html.tag("div").css("spans").of(cells),
            hidden == 0
                ? Html.NONE
                : Html.tag("p")
                    .css("note")
                    .of("%,d more rows like these are not shown.".formatted(hidden)));
  }

  private static Html.Element cell(String css) {
    return Html.tag("div").css(css);
  }

  /** The rows that matter, of which the critical path is one; then some of the others. */
  private static List<SpanRow> chosen(
      List<SpanRow> all, Map<String, List<CriticalPath.Segment>> critical) {
    Map<Boolean, List<SpanRow>> byTelling =
        all.stream()
            .collect(
                Collectors.partitioningBy(
                    row ->
                        row.outcome() != Outcome.OK
                            || !critical.getOrDefault(row.span().spanId(), List.of()).isEmpty()));
    Set<SpanRow> kept = new HashSet<>(spread(byTelling.getOrDefault(true, List.of()), MOST_ROWS));
    kept.addAll(spread(byTelling.getOrDefault(false, List.of()), MOST_ROWS - kept.size()));
    return all.stream().filter(kept::contains).toList();
  }

  /** At most so many, at even distances, of which the first is one. */
  private static List<SpanRow> spread(List<SpanRow> rows, int most) {
    int kept = Math.min(rows.size(), most);
    return IntStream.range(0, kept)
        .mapToObj(i -> rows.get((int) ((long) i * rows.size() / kept)))
        .toList();
  }

  /** The critical path by row: a span that a row has folded into it is part of that row. */
  private static Map<String, List<CriticalPath.Segment>> critical(Trace trace, List<SpanRow> rows) {
    Map<String, String> parents = new HashMap<>();
    trace.spans().forEach(span -> parents.put(span.spanId(), span.parentId()));
    Map<String, List<CriticalPath.Segment>> byRow = new HashMap<>();
    rows.forEach(row -> byRow.put(row.span().spanId(), new ArrayList<>()));
    for (CriticalPath.Segment segment : trace.criticalPath()) {
      String id = segment.span().spanId();
      while (!byRow.containsKey(id) && parents.containsKey(id)) {
        id = parents.getOrDefault(id, "");
      }
      byRow.getOrDefault(id, new ArrayList<>()).add(segment);
    }
    return byRow;
  }

  /** Time as per cent of the width. */
  private record Scale(long origin, long nanos) {
    double place(long at) {
      return Math.clamp(100.0 * (at - origin) / nanos, 0, 100);
    }

    Html bar(String css, long from, long to, double y, double height) {
      double left = Math.min(place(from), 100 - LEAST);
      return Html.tag("rect")
          .css(css)
          .with("x", percent(left))
          .with("width", percent(Math.max(place(to) - left, LEAST)))
          .with("y", y)
          .with("height", height)
          .with("rx", height > 4 ? 2 : 0);
    }

    Html axis() {
      List<Html> labels = new ArrayList<>();
      for (long at = 0; at < nanos; at += step()) {
        labels.add(
            Html.tag("text")
                .with("x", percent(100.0 * at / nanos))
                .with("y", 18)
                .with("text-anchor", at == 0 ? "start" : at < nanos * NEAR_END ? "middle" : "end")
                .of(at == 0 ? "0" : Durations.format(at).replaceFirst("\\.0+ ", " ")));
      }
      return cell("axis-row").of(Html.tag("svg").with("aria-hidden", true).of(labels));
    }

    List<Html> grid() {
      List<Html> lines = new ArrayList<>();
      for (long at = 0; at < nanos; at += step()) {
        String x = percent(100.0 * at / nanos);
        lines.add(
            Html.tag("line").css("tick").with("x1", x).with("x2", x).with("y1", 0).with("y2", 28));
      }
      return lines;
    }

    /** 1, 2 or 5 times a power of ten: the finest with room for its labels on a narrow page. */
    private long step() {
      long power = 1;
      while (power * 10 * MOST_TICKS <= nanos) {
        power *= 10;
      }
      for (long factor : new long[] {1, 2, 5}) {
        if (factor * power * MOST_TICKS > nanos) {
          return factor * power;
        }
      }
      return 10 * power;
    }

    static String percent(double share) {
      return String.format(Locale.ROOT, "%.2f%%", share);
    }
  }

  /** One row. */
  private record Row(SpanRow row, List<CriticalPath.Segment> critical) {
    List<Html> cells(Scale scale) {
      Outcome outcome = row.outcome();
      String tone =
          row.waits() && row.server() == null && outcome == Outcome.OK
              ? "o-frame"
              : "o-" + outcome.words().replace(' ', '-');
      return List.of(label(), drawing(scale, tone), time(tone));
    }

    private Html label() {
      int depth = row.tree().length() / 3;
      return cell("label")
          .with("style", "padding-left:%.1fem".formatted(depth * 0.9))
          .with("title", "%s %s %s".formatted(row.service(), row.name(), row.detail()).strip())
          .of(
              row.service().isEmpty()
                  ? Html.NONE
                  : Html.tag("span").css("service").of(row.service()),
              Html.text(row.name()),
              row.detail().isEmpty() ? Html.NONE : Html.tag("span").css("detail").of(row.detail()));
    }

    private Html drawing(Scale scale, String tone) {
      List<Html> parts = new ArrayList<>(scale.grid());
      Span span = row.span();
      Span server = row.server();
      boolean begun = row.outcome() != Outcome.SKIPPED;
      if (begun && row.waits()) {
        parts.add(scale.bar("wait", span.startNanos(), span.endNanos(), 9, 8));
      }
      if (begun && (server != null || !row.waits())) {
        Span work = server != null ? server : span;
        parts.add(scale.bar("work", work.startNanos(), work.endNanos(), 6, 14));
      }
      critical.forEach(
          segment ->
              parts.add(scale.bar("path", segment.startNanos(), segment.endNanos(), 22, 2.5)));
      if (!row.note().isEmpty()) {
        parts.add(said(scale));
      }
      return cell("bar " + tone)
          .of(Html.tag("svg").with("role", "img").with("aria-label", spoken()).of(parts));
    }

    /** Behind the bar where there is room, else before it, else in it. */
    private Html said(Scale scale) {
      // A server may outlive the call that it works for.
      Span server = row.server() == null ? row.span() : row.server();
      double start = scale.place(Math.min(row.span().startNanos(), server.startNanos()));
      double end = scale.place(Math.max(row.span().endNanos(), server.endNanos()));
      boolean behind = end < 60;
      boolean before = !behind && start > 40;
      String on = row.waits() && row.server() == null ? "said over" : "said inside";
      return Html.tag("text")
          .css(behind || before ? "said" : on)
          .with("x", Scale.percent(before ? start : end))
          .with("dx", behind ? 6 : -6)
          .with("y", 17)
          .with("text-anchor", behind ? "start" : "end")
          .of(row.lost() ? row.note() + ", no server saw it" : row.note());
    }

    private Html time(String tone) {
      return cell("time " + tone)
          .of(
              Html.text(duration()),
              Html.tag("span")
                  .css("mark")
                  .with("title", row.outcome().words())
                  .of(row.outcome().mark()));
    }

    private String duration() {
      return row.outcome() == Outcome.SKIPPED ? "–" : Durations.format(row.span().durationNanos());
    }

    private String spoken() {
      return "%s, %s%s"
          .formatted(
              duration(),
              row.outcome().words(),
              critical.isEmpty() ? "" : ", on the critical path");
    }
  }
}
