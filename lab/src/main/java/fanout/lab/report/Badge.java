package fanout.lab.report;

import fanout.lab.page.Html;
import fanout.lab.result.Verdict;
import java.util.Locale;

/** A verdict as a word with a mark and a colour of its own: never the colour alone. */
final class Badge {
  private Badge() {}

  /** As a paragraph. */
  static Html of(Verdict verdict) {
    return of(verdict, Html.tag("p"));
  }

  /** As another element. */
  static Html of(Verdict verdict, Html.Element element) {
    return element
        .css("verdict " + verdict.name().toLowerCase(Locale.ROOT))
        .with("data-mark", mark(verdict))
        .of(verdict.name());
  }

  /** The mark alone, for where there are no colours. */
  static String mark(Verdict verdict) {
    return switch (verdict) {
      case CONFIRMED -> "✓";
      case REFUTED -> "✗";
      case INCONCLUSIVE -> "?";
    };
  }
}
