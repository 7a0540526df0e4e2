package fanout.lab.trace;

import fanout.runtime.spec.SpecException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * One finished span. Immutable and thread-safe. Links, trace state and the version of the
 * instrumentation scope are not kept: nothing here reads them.
 *
 * @param traceId 32 lower-case hexadecimal digits, not all zero
 * @param spanId 16 lower-case hexadecimal digits, not all zero
 * @param parentId the same, or empty where the span is a root
 * @param name what the span is called
 * @param kind its side of a call
 * @param resource the process that wrote it
 * @param scope name of the instrumentation, or empty
 * @param startNanos nanoseconds since 1970 by the clock of the process that wrote it
 * @param durationNanos not negative
 * @param status how it ended, as its author marked it
 * @param attributes in the order of writing
 * @param events in the order of writing
 */
public record Span(
    String traceId,
    String spanId,
    String parentId,
    String name,
    Kind kind,
    Resource resource,
    String scope,
    long startNanos,
    long durationNanos,
    Status status,
    Map<String, Value> attributes,
    List<Event> events) {
  private static final Pattern TRACE_ID = Pattern.compile("(?!0{32})[0-9a-f]{32}");
  private static final Pattern SPAN_ID = Pattern.compile("(?!0{16})[0-9a-f]{16}");

  /** The side of a call that a span stands for; the ordinals are OTLP's numbers. */
  public enum Kind {
    /** Not said. */
    UNSPECIFIED,
    /** Work inside one process. */
    INTERNAL,
    /** A call as its handler sees it. */
    SERVER,
    /** A call as its caller sees it. */
    CLIENT,
    /** A message as its sender sees it. */
    PRODUCER,
    /** A message as its receiver sees it. */
    CONSUMER
  }

  /**
   * How a span ended.
   *
   * @param code as its author marked it
   * @param message why; empty where nothing is said
   */
  public record Status(Code code, String message) {
    /** Nothing marked. */
    public static final Status UNSET = new Status(Code.UNSET, "");

    /** The mark; the ordinals are OTLP's numbers. */
    public enum Code {
      /** Nothing marked. */
      UNSET,
      /** Marked as good. */
      OK,
      /** Marked as failed. */
      ERROR
    }
  }

  /**
   * Something that happened at one moment.
   *
   * @param nanos since 1970
   * @param name what happened
   * @param attributes in the order of writing
   */
  public record Event(long nanos, String name, Map<String, Value> attributes) {
    /** Takes a copy. */
    public Event {
      attributes = Value.copy(attributes);
    }
  }

  /**
   * @throws SpecException if an id is malformed or a time is negative
   */
  public Span {
    require(TRACE_ID.matcher(traceId).matches(), "traceId", traceId, 32);
    require(SPAN_ID.matcher(spanId).matches(), "spanId", spanId, 16);
    require(
        parentId.isEmpty() || SPAN_ID.matcher(parentId).matches(), "parentSpanId", parentId, 16);
    SpecException.require(startNanos >= 0, "start", startNanos, "0 or more, in nanoseconds");
    SpecException.require(
        durationNanos >= 0 && startNanos + durationNanos >= 0,
        "duration",
        durationNanos,
        "0 or more nanoseconds: a span ends after its start");
    attributes = Value.copy(attributes);
    events = List.copyOf(events);
  }

  private static void require(boolean ok, String field, String id, int digits) {
    SpecException.require(ok, field, id, digits + " hexadecimal digits, not all zero");
  }

  /** Name of the service that wrote it. */
  public String service() {
    return resource.service();
  }

  /** The first moment behind it, nanoseconds since 1970. */
  public long endNanos() {
    return startNanos + durationNanos;
  }

  /** From start to end. */
  public Duration duration() {
    return Duration.ofNanos(durationNanos);
  }

  /** The text of an attribute; empty where it is not there. */
  public String attribute(String key) {
    Value value = attributes.get(key);
    return value == null ? "" : value.text();
  }

  /** Whether it has no parent. */
  public boolean isRoot() {
    return parentId.isEmpty();
  }

  /** Whether both were under way at one moment; spans that only touch do not overlap. */
  public boolean overlaps(Span other) {
    return startNanos < other.endNanos() && other.startNanos < endNanos();
  }

  /**
   * Whether it began only when {@code other} had ended.
   *
   * @param tolerance by how much it may have begun earlier, for the skew between two clocks
   */
  public boolean after(Span other, Duration tolerance) {
    return startNanos >= other.endNanos() - tolerance.toNanos();
  }

  /**
   * Whether it lasts from the start of {@code other} to its end.
   *
   * @param tolerance by how much {@code other} may stick out on either side
   */
  public boolean contains(Span other, Duration tolerance) {
    return other.startNanos >= startNanos - tolerance.toNanos()
        && other.endNanos() <= endNanos() + tolerance.toNanos();
  }
}
