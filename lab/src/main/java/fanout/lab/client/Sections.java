package fanout.lab.client;

import fanout.v1.Dashboard;
import fanout.v1.Section;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Readings of a dashboard. */
public final class Sections {
  private Sections() {}

  /** What became of each section, for example {@code timed-out}. */
  public static Map<String, String> outcomes(Dashboard dashboard) {
    Map<String, String> outcomes = new LinkedHashMap<>();
    dashboard.getSectionsList().forEach(section -> outcomes.put(section.getName(), outcome(section)));
    return outcomes;
  }

  /** What became of one section, as spans and texts name it. */
  public static String outcome(Section section) {
    String name = section.getOutcome().name();
    return name.substring("OUTCOME_".length()).toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
