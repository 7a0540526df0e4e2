package fanout.benchmarks.profile;

import com.google.errorprone.annotations.FormatMethod;
import com.google.errorprone.annotations.FormatString;
import java.util.Locale;

/**
 * A profile as a flame graph (B. Gregg, <i>The Flame Graph</i>, ACM Queue 14:2, 2016), callees
 * above their callers, as wide as they have samples; frames beside each other are in the order of
 * their names, not of time. The picture needs no script: a browser shows a frame's full name and
 * share where the pointer rests.
 */
public final class FlameGraph {
  private static final double WIDTH = 1600;
  private static final int ROW = 15;
  private static final int HEAD = 40;
  private static final double LETTER = 6.2;

  /** What is narrower is not seen. */
  private static final double LEAST_WIDTH = 0.4;

  private final StringBuilder svg = new StringBuilder();
  private final long all;
  private final int height;

  private FlameGraph(Frame root) {
    this.all = root.samples();
    this.height = HEAD + ROW * (1 + depth(root));
  }

  /**
   * The picture.
   *
   * @param title above it
   */
  public static String svg(Profile profile, String title) {
    FlameGraph graph = new FlameGraph(profile.root());
    graph.begin(title + ", " + profile.samples() + " samples: " + profile.layers());
    graph.draw(profile.root(), 0, 0);
    return graph.svg.append("</svg>\n").toString();
  }

  private int depth(Frame frame) {
    if (width(frame) < LEAST_WIDTH) {
      return 0;
    }
    return 1 + frame.callees().stream().mapToInt(this::depth).max().orElse(0);
  }

  private double width(Frame frame) {
    return all == 0 ? 0 : WIDTH * frame.samples() / all;
  }

  private void begin(String title) {
    svg.append(
        """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %.0f %d" font-family="monospace" font-size="10">
        <rect width="100%%" height="100%%" fill="white"/>
        <text x="4" y="16" font-size="12">%s</text>
        """
            .formatted(WIDTH, height, escaped(title)));
    double x = 4;
    for (Layer layer : Layer.values()) {
      append(
          "<rect x=\"%.1f\" y=\"22\" width=\"10\" height=\"10\" fill=\"%s\"/>", x, layer.colour());
      append("<text x=\"%.1f\" y=\"31\">%s</text>%n", x + 14, layer.label());
      x += 30 + LETTER * layer.label().length();
    }
  }

  private void draw(Frame frame, double x, int depth) {
    double width = width(frame);
    if (width < LEAST_WIDTH) {
      return;
    }
    int y = height - ROW * (depth + 1);
    append("<g><title>%s: %.2f %%</title>", escaped(frame.name()), 100.0 * frame.samples() / all);
    append(
        "<rect x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"%s\" stroke=\"white\""
            + " stroke-width=\"0.3\"/>",
        x, y, width, ROW - 1, Layer.of(frame.name()).colour());
    int letters = (int) (width / LETTER);
    if (letters >= 3) {
      append("<text x=\"%.1f\" y=\"%d\">%s</text>", x + 2, y + 11, label(frame.name(), letters));
    }
    append("</g>%n");
    double at = x;
    for (Frame callee : frame.callees()) {
      draw(callee, at, depth + 1);
      at += width(callee);
    }
  }

  /** Of a long name the end: class and method say more than the package. */
  private static String label(String name, int letters) {
    String[] parts = name.split("\\.", -1);
    String brief =
        parts.length < 2 ? name : parts[parts.length - 2] + "." + parts[parts.length - 1];
    return escaped(brief.length() <= letters ? brief : brief.substring(0, letters - 1) + "…");
  }

  @FormatMethod
  private void append(@FormatString String format, Object... values) {
    svg.append(String.format(Locale.ROOT, format, values));
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
