package fanout.aggregator.flight;

import fanout.aggregator.section.SectionReport;

/**
 * Hears what becomes of a request. {@link #section} may be called from several threads at once;
 * {@link #landed} comes last, once, after every call of {@link #section} has returned. Neither may
 * block.
 */
public interface Watcher {
  /** The fate of one section has become known. */
  default void section(SectionReport report) {}

  /** The fate of the request is known, and nothing of it is alive any more; see {@link FanOut}. */
  void landed(FlightResult result);
}
