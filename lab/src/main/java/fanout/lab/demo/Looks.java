package fanout.lab.demo;

import fanout.lab.terminal.Style;
import fanout.v1.Outcome;

/** How an outcome looks in a table. */
public final class Looks {
  private Looks() {}

  /** The style of an outcome. */
  public static Style style(Outcome outcome) {
    return switch (outcome) {
      case OUTCOME_LOADED -> Style.GOOD;
      case OUTCOME_SUBSTITUTED -> Style.SUBSTITUTE;
      case OUTCOME_TIMED_OUT -> Style.LATE;
      case OUTCOME_FAILED -> Style.BAD;
      case OUTCOME_CANCELLED, OUTCOME_SKIPPED -> Style.CANCELLED;
      case OUTCOME_UNSPECIFIED, UNRECOGNIZED -> Style.PLAIN;
    };
  }
}
