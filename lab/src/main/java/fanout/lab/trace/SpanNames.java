package fanout.lab.trace;

/** The attributes by which this program's spans are known. */
final class SpanNames {
  static final String STRATEGY = "fanout.strategy";
  static final String JOIN = "fanout.join";
  static final String SECTION = "fanout.section";
  static final String OUTCOME = "fanout.outcome";
  static final String ATTEMPT = "fanout.attempt";
  static final String CANCELLED = "fanout.cancelled";
  static final String SECTION_CODE = "fanout.code";
  static final String CODE = "rpc.response.status_code";

  private SpanNames() {}

  static boolean isCancelled(Span span) {
    String mark = span.attribute(CANCELLED);
    return !mark.isEmpty() && !mark.equals("false");
  }

  static boolean isSection(Span span) {
    return !span.attribute(SECTION).isEmpty() && span.kind() != Span.Kind.CLIENT;
  }
}
