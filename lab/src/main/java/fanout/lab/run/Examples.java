package fanout.lab.run;

import fanout.lab.result.ExampleTrace;
import fanout.lab.testbed.Ability;
import fanout.lab.testbed.MissingAbilityException;
import fanout.lab.testbed.Testbed;
import fanout.lab.testbed.TracedTestbed;
import fanout.lab.trace.Span;
import fanout.lab.trace.Trace;
import fanout.lab.trial.Arm;
import fanout.lab.trial.Backends;
import fanout.lab.trial.Bench;
import fanout.lab.trial.Conclusion.Example;
import fanout.lab.trial.Setup;
import fanout.lab.trial.Size;
import fanout.lab.trial.Stop;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Makes the example traces of a run. What is measured is not traced; so a trial of each variant
 * that is shown runs once more with every request traced, under the request ids of one of its
 * rounds, by which it draws the same latencies and faults. The examples are the requests at their
 * places in it. Before the first of them some quick dashboards are traced unseen, since what is new
 * is slow. For one run.
 */
final class Examples implements AutoCloseable {
  private final Testbed measured;
  private final Testbed.Launcher launcher;
  private final Setup setup;
  private final Size size;
  private final long seed;
  private final Stop stop;
  private final List<ExampleTrace> examples = new ArrayList<>();
  private final Map<String, Trace> traces = new LinkedHashMap<>();
  private final Map<String, List<String>> missing = new LinkedHashMap<>();
  private final Deque<Testbed> opened = new ArrayDeque<>();

  /** A trial that runs again. */
  private record Replay(Arm arm, int round) {
    static Replay of(Example example) {
      return new Replay(example.choice().arm(), example.choice().round());
    }
  }

  Examples(
      Testbed measured, Testbed.Launcher launcher, Setup setup, Size size, long seed, Stop stop) {
    this.measured = measured;
    this.launcher = launcher;
    this.setup = setup;
    this.size = size;
    this.seed = seed;
    this.stop = stop;
  }

  /** Makes them all; what cannot be had becomes a remark. */
  void fetch(List<Example> wanted) {
    Map<Example, Trace> found = new HashMap<>();
    try {
      if (stop.stopped()) {
        throw endedEarly();
      }
      Replays replays = new Replays(testbed());
      replays.exercise();
      Map<Replay, List<Example>> byTrial =
          wanted.stream()
              .collect(Collectors.groupingBy(Replay::of, LinkedHashMap::new, Collectors.toList()));
      byTrial.forEach((trial, those) -> fetch(replays, trial, those, found));
    } catch (InterruptedException | RuntimeException e) {
      miss(wanted, e);
    }
    for (Example example : wanted) {
      Optional.ofNullable(found.get(example)).ifPresent(trace -> keep(example, trace));
    }
  }

  private void fetch(
      Replays replays, Replay trial, List<Example> wanted, Map<Example, Trace> found) {
    List<Span> requests;
    try {
      requests = replays.run(trial);
    } catch (Exception e) {
      miss(wanted, e);
      return;
    }
    for (Example example : wanted) {
      try {
        Span request =
            example
                .choice()
                .among(requests)
                .orElseThrow(() -> new IllegalStateException("none of its requests has ended"));
        found.put(example, replays.testbed.awaitTrace(request.traceId()));
      } catch (RuntimeException e) {
        miss(example, e);
      }
    }
  }

  /** One that hands out traces: the one that was measured, if it does, or one beside it. */
  private TracedTestbed testbed() {
    boolean there = measured.abilities().contains(Ability.TRACES);
    Testbed testbed = there ? measured : owned(launcher.launch(setup.settings(seed, true)));
    if (!testbed.abilities().contains(Ability.TRACES)) {
      throw new MissingAbilityException(Ability.TRACES, testbed.place());
    }
    return owned(TracedTestbed.of(testbed));
  }

  /** The trials on one testbed. */
  private final class Replays {
    private final TracedTestbed testbed;
    private final Backends backends;

    Replays(TracedTestbed testbed) {
      this.testbed = testbed;
      this.backends = new Backends(testbed);
    }

    /** Before the first. */
    void exercise() throws InterruptedException {
      Compilers.exercise(testbed, bench("exercise"));
    }

    /** The requests of one. */
    List<Span> run(Replay trial) throws Exception {
      testbed.forget();
      if (!stop.stopped()) {
        trial.arm.trial().run(bench(Rounds.name(trial.round)));
      }
      if (stop.stopped()) {
        throw endedEarly();
      }
      return testbed.requests();
    }

    private Bench bench(String round) {
      return new Bench(testbed, backends, size, seed, round, stop);
    }
  }

  private static IllegalStateException endedEarly() {
    return new IllegalStateException("the run was ended early");
  }

  private <T extends Testbed> T owned(T resource) {
    opened.push(resource);
    return resource;
  }

  private void keep(Example example, Trace trace) {
    String file = "trace-%d.json".formatted(examples.size() + 1);
    examples.add(new ExampleTrace(example.caption(), file, trace.id()));
    traces.put(file, trace);
  }

  private void miss(List<Example> wanted, Exception why) {
    if (why instanceof InterruptedException) {
      Thread.currentThread().interrupt();
    }
    wanted.forEach(example -> miss(example, why));
  }

  private void miss(Example example, Exception why) {
    String reason = why.getMessage() == null ? why.toString() : why.getMessage();
    missing.computeIfAbsent(reason, key -> new ArrayList<>()).add("“" + example.caption() + "”");
  }

  List<ExampleTrace> examples() {
    return List.copyOf(examples);
  }

  Map<String, Trace> traces() {
    return traces;
  }

  List<String> remarks() {
    return missing.entrySet().stream()
        .map(e -> "No trace of %s: %s.".formatted(String.join(", ", e.getValue()), e.getKey()))
        .toList();
  }

  @Override
  public void close() {
    while (!opened.isEmpty()) {
      opened.pop().close();
    }
  }
}
