package fanout.lab.trace;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Collects what a file holds, up to a limit. Not thread-safe. */
public final class SpanSink {
  private final int limit;
  private final List<Span> spans = new ArrayList<>();
  private int announced;

  SpanSink(int limit) {
    this.limit = limit;
  }

  /** Counts a span before it is read in full. */
  void announce() throws IOException {
    if (++announced > limit) {
      throw new IOException("more than %,d spans".formatted(limit));
    }
  }

  void add(Span span) {
    spans.add(span);
  }

  List<Span> spans() {
    return List.copyOf(spans);
  }
}
