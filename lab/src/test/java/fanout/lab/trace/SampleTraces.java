package fanout.lab.trace;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Traces like those of the aggregator, written by hand: times in microseconds since its start. */
public final class SampleTraces {
  /** 2026-11-21T12:00:00Z. */
  static final long START = 1_795_262_400_000_000_000L;

  private final String traceId;
  private final List<Span> spans = new ArrayList<>();

  SampleTraces(int number) {
    traceId = "%08x77b34da6a3ce929d0e0e4736".formatted(0x4bf92f35 + number * 0x1357);
  }

  /** Three sections, one after another. */
  public static Trace sequential() {
    SampleTraces t = new SampleTraces(1);
    String fanOut = t.edge("sequential", "all", 94_210);
    t.call(fanOut, "user", "GetUser", 640, 21_380, "loaded");
    t.call(fanOut, "orders", "ListOrders", 22_310, 41_870, "loaded");
    t.call(fanOut, "notifications", "ListNotifications", 64_520, 28_950, "loaded");
    return t.trace();
  }

  /** The same three at once. */
  public static Trace concurrent() {
    SampleTraces t = new SampleTraces(2);
    String fanOut = t.edge("concurrent", "all", 43_120);
    t.call(fanOut, "user", "GetUser", 610, 20_940, "loaded");
    t.call(fanOut, "orders", "ListOrders", 720, 41_530, "loaded");
    t.call(fanOut, "notifications", "ListNotifications", 790, 29_310, "loaded");
    return t.trace();
  }

  /** One answer is enough, and the others are called off. */
  public static Trace cancelledLosers() {
    SampleTraces t = new SampleTraces(3);
    String fanOut = t.edge("concurrent", "first-success", 21_690);
    t.call(fanOut, "user", "GetUser", 610, 20_440, "loaded");
    t.call(fanOut, "orders", "ListOrders", 720, 20_710, "cancelled");
    t.call(fanOut, "notifications", "ListNotifications", 790, 20_690, "cancelled");
    return t.trace();
  }

  /** One backend fails at once, one is replaced by what was known, one is cut off by its limit. */
  public static Trace troubled() {
    SampleTraces t = new SampleTraces(4);
    String fanOut = t.edge("concurrent", "best-effort", 151_400);
    t.call(fanOut, "user", "GetUser", 600, 6_240, "failed");
    t.call(fanOut, "orders", "ListOrders", 700, 150_080, "timed-out");
    t.call(fanOut, "notifications", "ListNotifications", 800, 31_000, "substituted");
    return t.trace();
  }

  /** The first failure ends it: one section's turn never comes. */
  public static Trace failFast() {
    SampleTraces t = new SampleTraces(5);
    String fanOut = t.edge("sequential", "fail-fast", 31_400);
    t.call(fanOut, "user", "GetUser", 600, 21_240, "loaded");
    t.call(fanOut, "orders", "ListOrders", 22_100, 8_900, "failed");
    t.section(fanOut, "notifications", 31_100, 0, "skipped");
    return t.trace();
  }

  /** A slow attempt is hedged; the second one wins. */
  public static Trace hedged() {
    SampleTraces t = new SampleTraces(6);
    String fanOut = t.edge("concurrent", "all", 52_300);
    t.call(fanOut, "user", "GetUser", 610, 20_940, "loaded");
    String orders = t.section(fanOut, "orders", 700, 51_100, "loaded");
    t.attempt(orders, "orders", "ListOrders", 1, 760, 50_950, "CANCELLED");
    t.attempt(orders, "orders", "ListOrders", 2, 30_800, 20_900, "OK");
    t.call(fanOut, "notifications", "ListNotifications", 790, 29_310, "loaded");
    return t.trace();
  }

  /** One answer is enough, and comes while the call of another section is being made. */
  public static Trace calledOffWhileMade() {
    SampleTraces t = new SampleTraces(7);
    String fanOut = t.edge("concurrent", "first-success", 21_690);
    t.call(fanOut, "user", "GetUser", 610, 20_440, "loaded");
    String orders = t.section(fanOut, "orders", 20_900, 200, "cancelled");
    t.attempt(orders, "orders", "ListOrders", 1, 21_110, 240, "CANCELLED");
    return t.trace();
  }

  Trace trace() {
    return Trace.of(spans);
  }

  /** The aggregator's SERVER span and the fan-out in it, whose id is returned. */
  String edge(String strategy, String join, long micros) {
    String server =
        add(
            "",
            "fanout.v1.DashboardService/GetDashboard",
            Span.Kind.SERVER,
            "aggregator",
            0,
            micros,
            Map.of());
    return add(
        server,
        "fan-out " + strategy,
        Span.Kind.INTERNAL,
        "aggregator",
        310,
        micros - 520,
        attributes("fanout.strategy", strategy, "fanout.join", join));
  }

  String section(String parent, String name, long at, long micros, String outcome) {
    return add(
        parent,
        "section " + name,
        Span.Kind.INTERNAL,
        "aggregator",
        at,
        micros,
        attributes("fanout.section", name, "fanout.outcome", outcome));
  }

  /** A section with one attempt that the backend has seen. */
  void call(String parent, String service, String method, long at, long micros, String outcome) {
    String section = section(parent, service, at, micros, outcome);
    String code =
        switch (outcome) {
          case "cancelled" -> "CANCELLED";
          case "timed-out" -> "DEADLINE_EXCEEDED";
          case "failed", "substituted" -> "UNAVAILABLE";
          default -> "OK";
        };
    attempt(section, service, method, 1, at + 60, micros - 110, code);
  }

  void attempt(
      String parent, String service, String method, int number, long at, long micros, String code) {
    String rpc = "fanout.v1.%sService/%s".formatted(service, method);
    Map<String, String> attributes =
        attributes("fanout.attempt", "" + number, "rpc.response.status_code", code);
    boolean calledOff = code.equals("CANCELLED") || code.equals("DEADLINE_EXCEEDED");
    if (calledOff) {
      attributes.put("fanout.cancelled", "true");
    }
    String client = add(parent, rpc, Span.Kind.CLIENT, "aggregator", at, micros, attributes);
    add(
        client,
        rpc,
        Span.Kind.SERVER,
        service,
        at + 480,
        calledOff ? micros - 200 : micros - 900,
        attributes("rpc.response.status_code", code));
  }

  String add(
      String parent,
      String name,
      Span.Kind kind,
      String service,
      long at,
      long micros,
      Map<String, String> attributes) {
    String id = "00f067aa%08x".formatted(spans.size() + 1);
    Map<String, Value> values = new LinkedHashMap<>();
    attributes.forEach((key, value) -> values.put(key, new Value.Text(value)));
    boolean failed = "UNAVAILABLE".equals(attributes.get("rpc.response.status_code"));
    spans.add(
        new Span(
            traceId,
            id,
            parent,
            name,
            kind,
            Resource.of(service),
            "fanout",
            START + at * 1_000,
            micros * 1_000,
            failed ? new Span.Status(Span.Status.Code.ERROR, "backend is down") : Span.Status.UNSET,
            values,
            List.of()));
    return id;
  }

  private static Map<String, String> attributes(String... pairs) {
    Map<String, String> attributes = new LinkedHashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      attributes.put(pairs[i], pairs[i + 1]);
    }
    return attributes;
  }
}
