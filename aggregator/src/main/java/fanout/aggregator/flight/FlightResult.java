package fanout.aggregator.flight;

import fanout.aggregator.section.Outcome;
import fanout.aggregator.section.SectionReport;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The fate of a whole request. Immutable.
 *
 * @param sections one report for each section asked for, in the order of the plan
 * @param culprit the section because of which the request fails; empty where it succeeds
 * @param elapsed from the launch to the moment its fate was known
 */
public record FlightResult(
    List<SectionReport> sections, Optional<SectionReport> culprit, Duration elapsed) {
  /**
   * Share of the sections that their backend answered, from 0 to 1; a substitute does not count.
   */
  public double completeness() {
    int loaded = 0;
    for (SectionReport section : sections) {
      loaded += section.outcome() instanceof Outcome.Loaded ? 1 : 0;
    }
    return (double) loaded / sections.size();
  }
}
