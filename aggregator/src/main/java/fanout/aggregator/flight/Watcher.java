package fanout.aggregator.flight;

import fanout.aggregator.limit.Shed;
import fanout.aggregator.section.SectionReport;

/**
 * Hears what becomes of a request: either {@link #shed}, and nothing else, or {@link #section} for
 * each section, perhaps from several threads at once, and {@link #landed} last, once, after every
 * call of {@link #section} has returned. None may block. A caller who leaves before his request is
 * let in ends it: its watcher hears nothing.
 */
public interface Watcher {
  /** The fate of one section has become known. */
  default void section(SectionReport report) {}

  /** The request was turned away; nothing of it has begun. */
  default void shed(Shed shed) {}

  /** The fate of the request is known, and nothing of it goes on; see {@link FanOut}. */
  void landed(FlightResult result);
}
