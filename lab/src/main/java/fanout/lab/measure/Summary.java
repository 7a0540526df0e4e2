package fanout.lab.measure;

import io.grpc.Status;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * What some calls came to. Immutable.
 *
 * @param byCode the times of the calls that ended, by how they ended
 * @param unfinished calls that nobody awaited any longer, with the time for which they had been
 *     awaited: their true times are longer
 * @param lateness of every call that was sent: from its intended start to its send
 * @param refused calls that were due but not sent, because too many were open
 * @param firstMessages what the first failed call of each code said, where it said anything
 */
public record Summary(
    Map<Status.Code, Timings> byCode,
    Timings unfinished,
    Distribution lateness,
    long refused,
    Map<Status.Code, String> firstMessages) {
  /** Of no call. */
  public static final Summary NOTHING =
      new Summary(Map.of(), Timings.NONE, Distribution.empty(), 0, Map.of());

  /** Takes copies, in the order of the codes. */
  public Summary {
    byCode = ordered(byCode);
    firstMessages = ordered(firstMessages);
  }

  private static <T> Map<Status.Code, T> ordered(Map<Status.Code, T> map) {
    Map<Status.Code, T> copy = new EnumMap<>(Status.Code.class);
    copy.putAll(map);
    return Collections.unmodifiableMap(copy);
  }

  /**
   * Every call that was sent, failed and unfinished ones included: a percentile of the successful
   * calls alone gets better the more calls fail.
   */
  public Timings all() {
    return byCode.values().stream().reduce(unfinished, Timings::plus);
  }

  /** Calls that were sent. */
  public long sent() {
    return ended() + unfinished.count();
  }

  /** Calls that ended, in whatever way. */
  public long ended() {
    return byCode.values().stream().mapToLong(Timings::count).sum();
  }

  /** The calls that ended with a code; maybe none. */
  public Timings of(Status.Code code) {
    return byCode.getOrDefault(code, Timings.NONE);
  }

  /** Calls that ended well. */
  public long ok() {
    return of(Status.Code.OK).count();
  }

  /** Both together, exactly: as if one recording had seen all the calls. */
  public Summary plus(Summary other) {
    Map<Status.Code, Timings> codes = new EnumMap<>(Status.Code.class);
    codes.putAll(byCode);
    other.byCode.forEach((code, timings) -> codes.merge(code, timings, Timings::plus));
    Map<Status.Code, String> messages = new EnumMap<>(Status.Code.class);
    messages.putAll(other.firstMessages);
    messages.putAll(firstMessages);
    return new Summary(
        codes,
        unfinished.plus(other.unfinished),
        lateness.plus(other.lateness),
        refused + other.refused,
        messages);
  }
}
