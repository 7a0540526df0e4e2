package fanout.lab.run;

import fanout.lab.client.DashboardCall;
import fanout.lab.result.ExampleTrace;
import fanout.lab.testbed.Ability;
import fanout.lab.testbed.MissingAbilityException;
import fanout.lab.testbed.Testbed;
import fanout.lab.trace.Trace;
import fanout.lab.trial.Conclusion.Example;
import fanout.lab.trial.Sent;
import fanout.lab.trial.Setup;
import fanout.v1.Dashboard;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Fetches the traces of chosen requests. A request that was not traced is asked for again, under
 * the same request id and seed, on a testbed that traces: it draws the same latencies and faults.
 * For one run.
 */
final class Examples implements AutoCloseable {
  private final Testbed measured;
  private final Testbed.Launcher launcher;
  private final Setup setup;
  private final long seed;
  private final List<ExampleTrace> examples = new ArrayList<>();
  private final Map<String, Trace> traces = new LinkedHashMap<>();
  private final List<String> remarks = new ArrayList<>();
  private final List<Testbed> opened = new ArrayList<>();

  Examples(Testbed measured, Testbed.Launcher launcher, Setup setup, long seed) {
    this.measured = measured;
    this.launcher = launcher;
    this.setup = setup;
    this.seed = seed;
  }

  /** Fetches one; what cannot be had becomes a remark. */
  void fetch(Example example) {
    try {
      boolean there = !example.sent().traceId().isEmpty() && traces(measured);
      String id = there ? example.sent().traceId() : askAgain(example.sent());
      Trace trace = (there ? measured : opened.getFirst()).awaitTrace(id);
      String file = "trace-%d.json".formatted(examples.size() + 1);
      String caption = there ? example.caption() : example.caption() + " (asked again, same draws)";
      examples.add(new ExampleTrace(caption, file, id));
      traces.put(file, trace);
    } catch (MissingAbilityException | IllegalStateException e) {
      remarks.add("No trace of “%s”: %s.".formatted(example.caption(), e.getMessage()));
    }
  }

  private String askAgain(Sent sent) {
    if (opened.isEmpty()) {
      opened.add(launcher.launch(setup.settings(seed, true)));
    }
    Testbed traced = opened.getFirst();
    if (!traces(traced)) {
      throw new MissingAbilityException(Ability.TRACES, traced.place());
    }
    traced.dashboards().call(sent.ask().requestId("first-call"));
    DashboardCall call = traced.dashboards().call(sent.ask());
    return call.dashboard()
        .map(Dashboard::getTraceId)
        .filter(id -> !id.isEmpty())
        .orElseThrow(
            () -> new IllegalStateException("the request had no trace: " + call.failure()));
  }

  private static boolean traces(Testbed testbed) {
    return testbed.abilities().contains(Ability.TRACES);
  }

  List<ExampleTrace> examples() {
    return List.copyOf(examples);
  }

  Map<String, Trace> traces() {
    return traces;
  }

  List<String> remarks() {
    return remarks;
  }

  @Override
  public void close() {
    opened.forEach(Testbed::close);
  }
}
