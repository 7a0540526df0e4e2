package fanout.lab.trace.rule;

import fanout.lab.measure.Distribution;
import fanout.lab.trace.Trace;
import fanout.runtime.spec.SpecException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The traces of a run, and what is known of it from the other end. Immutable.
 *
 * @param traces as they were found
 * @param asked what the caller knows
 * @param tolerance by how much times that two processes measured may differ
 */
public record Evidence(List<Trace> traces, Asked asked, Duration tolerance) {
  /**
   * What whoever made the requests knows of them. Immutable.
   *
   * @param count how many there were, if it is known
   * @param elapsed by trace id, what the caller of each waited
   * @param serviceTimes what the callers of all waited, from the sending; of a load run, which does
   *     not know its requests one by one
   * @param hedged ids of the traces in which a section has to show a hedge
   */
  public record Asked(
      OptionalLong count,
      Map<String, Duration> elapsed,
      Optional<Distribution> serviceTimes,
      Set<String> hedged) {
    /** Nothing is known. */
    public static final Asked UNKNOWN = new Asked(OptionalLong.empty(), Map.of(), Optional.empty());

    /** Takes copies. */
    public Asked {
      elapsed = Map.copyOf(elapsed);
      hedged = Set.copyOf(hedged);
    }

    /** No section has to show a hedge. */
    public Asked(
        OptionalLong count, Map<String, Duration> elapsed, Optional<Distribution> serviceTimes) {
      this(count, elapsed, serviceTimes, Set.of());
    }

    /** Each request by its trace. */
    public static Asked of(Map<String, Duration> elapsed) {
      return new Asked(OptionalLong.of(elapsed.size()), elapsed, Optional.empty());
    }

    /** The same, and a section of each of these traces has to show a hedge. */
    public Asked hedged(Set<String> traceIds) {
      return new Asked(count, elapsed, serviceTimes, traceIds);
    }
  }

  /**
   * @throws SpecException if the tolerance is negative
   */
  public Evidence {
    traces = List.copyOf(traces);
    SpecException.require(!tolerance.isNegative(), "tolerance", tolerance, "0ms or more");
  }
}
