package fanout.lab.trace;

/** The attributes by which this program's spans are known. */
public final class SpanNames {
  /** How the calls of a fan-out are issued; on its span. */
  public static final String STRATEGY = "fanout.strategy";

  /** What is enough; on the span of the fan-out. */
  public static final String JOIN = "fanout.join";

  /** The name of a section; on its span. */
  public static final String SECTION = "fanout.section";

  /** What became of a section; see {@link Outcome}. */
  public static final String OUTCOME = "fanout.outcome";

  /** The number of an attempt, from 1. */
  public static final String ATTEMPT = "fanout.attempt";

  /** How many attempts a section took. */
  public static final String ATTEMPTS = "fanout.attempts";

  /** Whether a call was called off. */
  public static final String CANCELLED = "fanout.cancelled";

  /** The gRPC code of a section. */
  public static final String SECTION_CODE = "fanout.code";

  /** The gRPC code of an attempt or a call. */
  public static final String CODE = "rpc.response.status_code";

  private SpanNames() {}

  /** Whether the span says that it was called off. */
  public static boolean isCancelled(Span span) {
    String mark = span.attribute(CANCELLED);
    return !mark.isEmpty() && !mark.equals("false");
  }

  /** Whether it is the span of a section. */
  public static boolean isSection(Span span) {
    return !span.attribute(SECTION).isEmpty() && span.kind() != Span.Kind.CLIENT;
  }
}
