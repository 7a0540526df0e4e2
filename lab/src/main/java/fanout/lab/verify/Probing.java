package fanout.lab.verify;

import fanout.lab.client.DashboardCall;
import fanout.lab.client.DashboardClient;
import fanout.lab.trace.Trace;
import fanout.lab.trace.rule.Evidence;
import fanout.lab.trace.rule.Evidence.Asked;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** Makes requests of every kind and gathers their traces. */
public final class Probing {
  private final DashboardClient dashboards;
  private final TraceSource traces;
  private final Consumer<String> progress;

  /**
   * @param progress hears what is being done, in a few words
   */
  public Probing(DashboardClient dashboards, TraceSource traces, Consumer<String> progress) {
    this.dashboards = dashboards;
    this.traces = traces;
    this.progress = progress;
  }

  /**
   * Makes them, one at a time, and waits for their traces.
   *
   * @param requests how many of each kind; one more of each comes before and does not count, since
   *     the first loads classes
   * @param tolerance of the evidence
   * @throws io.grpc.StatusRuntimeException if a request fails without saying which trace it is
   */
  public Evidence run(List<Probe> probes, int requests, Duration tolerance)
      throws InterruptedException {
    Map<String, Duration> elapsed = new LinkedHashMap<>();
    Set<String> hedged = new HashSet<>();
    for (Probe probe : probes) {
      progress.accept("asking for " + probe.shows());
      dashboards.call(probe.ask());
      for (int i = 0; i < requests; i++) {
        DashboardCall call = dashboards.call(probe.ask());
        String traceId = call.orThrow().getTraceId();
        elapsed.put(traceId, call.elapsed());
        if (probe.hedged()) {
          hedged.add(traceId);
        }
      }
    }
    List<Trace> found = new ArrayList<>();
    for (String traceId : elapsed.keySet()) {
      progress.accept("waiting for trace %d of %d".formatted(found.size() + 1, elapsed.size()));
      traces.await(traceId).ifPresent(found::add);
    }
    return new Evidence(found, Asked.of(elapsed).hedged(hedged), tolerance);
  }
}
