package fanout.aggregator.flight;

import fanout.aggregator.join.JoinPolicy.Tally;
import fanout.aggregator.section.Outcome;
import fanout.aggregator.section.SectionReport;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The fates of a request's sections in the order in which they became known. Not thread-safe:
 * guarded by the lock of its {@link FanOut}.
 */
final class Fates {
  private final List<SectionFlight> sections;
  private final List<SectionReport> known;

  Fates(List<SectionFlight> sections) {
    this.sections = sections;
    this.known = new ArrayList<>(sections.size());
  }

  void add(SectionReport report) {
    known.add(report);
  }

  int size() {
    return known.size();
  }

  /** What a join policy needs to know. */
  Tally tally() {
    int loaded = 0;
    int substituted = 0;
    int missing = 0;
    boolean requiredMissing = false;
    for (SectionReport report : known) {
      switch (report.outcome()) {
        case Outcome.Loaded ignored -> loaded++;
        case Outcome.Substituted ignored -> substituted++;
        case Outcome.TimedOut ignored -> missing++;
        case Outcome.Failed ignored -> missing++;
        case Outcome.Cancelled ignored -> missing++;
        case Outcome.Skipped ignored -> missing++;
      }
      requiredMissing |= report.required() && isMissing(report);
    }
    boolean requiredPending = false;
    for (SectionFlight section : sections) {
      requiredPending |= section.plan.required() && !section.isDecided();
    }
    int pending = sections.size() - known.size();
    return new Tally(loaded, substituted, missing, pending, requiredMissing, requiredPending);
  }

  /**
   * Of the fates from one position to another, the first that is missing, a required one before the
   * others. Where substitutes hide every failure (a quorum does not count them), it is the first
   * that needed one.
   */
  Optional<SectionReport> toBlame(int from, int to) {
    return known.subList(from, to).stream()
        .filter(report -> !(report.outcome() instanceof Outcome.Loaded))
        .max(Comparator.comparing(Fates::isMissing).thenComparing(SectionReport::required));
  }

  private static boolean isMissing(SectionReport report) {
    return report.outcome().content().isEmpty();
  }
}
