package fanout.aggregator.hedge;

import com.datadoghq.sketch.ddsketch.DDSketch;
import io.grpc.Deadline;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/**
 * Plans that follow what is learnt. Replicas that behave alike are learnt as one, so that little
 * traffic suffices; one that differs gets plans of its own and is the last that a hedge goes to.
 *
 * <p>A new plan is made when the observations have grown by an eighth of the window, and at once
 * when a replica's latency has changed. Until enough is known of the change the last plan stays in
 * force, for as long as the memory lasts: it was right before, most changes pass, and the budget
 * bounds what it costs.
 */
final class LearntTiming implements Timing {
  /** Answers beyond the delay that a plan must rest on at least. */
  private static final int LEAST_BEYOND = 10;

  /** Leaves a tenth of the budget for the clumps in which slow calls come. */
  private static final double PLANNED = 0.9;

  private final Adaptive policy;
  private final Replicas backend;
  private final Deadline.Ticker ticker;
  private final Executor planner;
  private final LatencyWindow[] windows;
  private final AtomicIntegerArray begun;
  private final AtomicLong untilPlanning;
  private final AtomicBoolean planning = new AtomicBoolean();
  private volatile Learnt learnt;

  /**
   * What is known, replaced as a whole: for each replica its plan, when that was learnt, and where
   * its hedges go.
   */
  private record Learnt(HedgePlan[] plans, long[] at, int[][] targets) {}

  LearntTiming(Adaptive policy, Replicas backend, Deadline.Ticker ticker, Executor planner) {
    this.policy = policy;
    this.backend = backend;
    this.ticker = ticker;
    this.planner = planner;
    this.windows = new LatencyWindow[backend.count()];
    Arrays.setAll(windows, replica -> new LatencyWindow(policy.memory()));
    this.begun = new AtomicIntegerArray(backend.count());
    this.untilPlanning = new AtomicLong(least());
    this.learnt = nothing();
  }

  private long least() {
    return (long) Math.ceil(LEAST_BEYOND / policy.budget().value());
  }

  private Learnt nothing() {
    HedgePlan[] plans = new HedgePlan[backend.count()];
    Arrays.fill(plans, HedgePlan.NONE);
    int[][] targets = new int[backend.count()][];
    Arrays.setAll(targets, first -> targets(first, new int[backend.count()]));
    return new Learnt(plans, new long[backend.count()], targets);
  }

  @Override
  public HedgePlan plan(int replica, long now) {
    Learnt known = learnt;
    boolean forgotten = now - known.at[replica] > policy.memory().toNanos();
    return forgotten ? HedgePlan.NONE : known.plans[replica];
  }

  @Override
  public void begun(int replica) {
    begun.incrementAndGet(replica);
  }

  @Override
  public int target(int first, int hedge) {
    int[] targets = learnt.targets[first];
    return targets[(hedge - 1) % targets.length];
  }

  @Override
  public void answered(int replica, long nanos, long now) {
    observe(replica, nanos, false, now);
  }

  @Override
  public void unanswered(int replica, long nanos, long now) {
    observe(replica, nanos, true, now);
  }

  private void observe(int replica, long nanos, boolean cut, long now) {
    boolean changed = windows[replica].add(nanos, cut, now);
    boolean due = untilPlanning.decrementAndGet() <= 0;
    if ((due || changed) && planning.compareAndSet(false, true)) {
      try {
        planner.execute(this::replan);
      } catch (RejectedExecutionException e) {
        planning.set(false);
        throw e;
      }
    }
  }

  private void replan() {
    try {
      List<Group> groups = groups();
      double total = groups.stream().mapToDouble(group -> group.curve.total()).sum();
      learnt = plans(groups);
      untilPlanning.set((long) Math.max(least() / 2.0, total / 8));
    } finally {
      planning.set(false);
    }
  }

  /** Replicas that behave alike. */
  private record Group(List<Integer> members, Survival curve) {}

  /** The fastest group first. */
  private List<Group> groups() {
    long now = ticker.nanoTime();
    List<Group> groups = new ArrayList<>();
    for (int replica = 0; replica < windows.length; replica++) {
      Group group = group(List.of(replica), now);
      for (Group other : List.copyOf(groups)) {
        if (!group.curve.differsFrom(other.curve)) {
          groups.remove(other);
          List<Integer> members = new ArrayList<>(other.members);
          members.addAll(group.members);
          group = group(members, now);
        }
      }
      groups.add(group);
      begun.updateAndGet(replica, calls -> calls / 2); // weights follow the traffic
    }
    double horizon = groups.stream().mapToDouble(group -> group.curve.end()).min().orElseThrow();
    groups.sort(Comparator.comparingDouble(group -> group.curve.meanLog(horizon)));
    return groups;
  }

  private Group group(List<Integer> members, long now) {
    DDSketch answered = LatencyWindow.sketch();
    DDSketch cut = LatencyWindow.sketch();
    members.forEach(replica -> windows[replica].copyTo(answered, cut, now));
    return new Group(members, new Survival(answered, cut));
  }

  private Learnt plans(List<Group> groups) {
    int count = windows.length;
    int[] ranks = new int[count];
    Survival[] curves = new Survival[count];
    for (int rank = 0; rank < groups.size(); rank++) {
      for (int replica : groups.get(rank).members) {
        ranks[replica] = rank;
        curves[replica] = groups.get(rank).curve;
      }
    }
    int[][] targets = new int[count][];
    Arrays.setAll(targets, first -> targets(first, ranks));
    HedgePlan[] plans = learnt.plans.clone();
    long[] at = learnt.at.clone();
    List<Runner> runners = runners(curves, targets);
    double[][] delays =
        PlanSearch.best(
            runners.stream().map(Runner::race).toList(), policy.budget().value() * PLANNED);
    for (int i = 0; i < delays.length; i++) {
      for (int replica : runners.get(i).replicas) {
        plans[replica] = plan(delays[i]);
        at[replica] = ticker.nanoTime();
      }
    }
    int best = groups.getFirst().members.getFirst();
    for (int replica = 0; replica < count; replica++) {
      if (silent(curves[replica])) {
        plans[replica] = silent(curves[best]) ? HedgePlan.NONE : plans[best];
        at[replica] = ticker.nanoTime();
      }
    }
    return new Learnt(plans, at, targets);
  }

  /**
   * Whether a replica is known and hardly ever answers. No delay of its own can be right for it:
   * its calls are hedged as if they had gone to the best replica, as far as the budget goes.
   */
  private boolean silent(Survival curve) {
    return curve.total() >= least() && curve.answers() < least();
  }

  /** The replicas that run the same race. */
  private record Runner(List<Integer> replicas, Race race) {}

  /** One race for all replicas whose attempts meet the same curves in the same order. */
  private List<Runner> runners(Survival[] curves, int[][] targets) {
    Map<List<Survival>, List<Integer>> alike = new LinkedHashMap<>();
    for (int replica = 0; replica < curves.length; replica++) {
      if (curves[replica].answers() >= least()) {
        List<Survival> attempts = new ArrayList<>(List.of(curves[replica]));
        for (int hedge = 0; hedge < policy.hedges(); hedge++) {
          attempts.add(curves[targets[replica][hedge % targets[replica].length]]);
        }
        alike.computeIfAbsent(attempts, key -> new ArrayList<>()).add(replica);
      }
    }
    double sum = alike.values().stream().mapToDouble(this::weight).sum();
    List<Runner> runners = new ArrayList<>();
    alike.forEach(
        (attempts, replicas) ->
            runners.add(
                new Runner(
                    replicas,
                    new Race(weight(replicas) / sum, attempts.toArray(Survival[]::new)))));
    return runners;
  }

  private double weight(List<Integer> replicas) {
    return replicas.stream().mapToDouble(replica -> 1 + begun.get(replica)).sum();
  }

  /** The other replicas, the fastest group first, in turn within a group; itself if it is alone. */
  private int[] targets(int first, int[] ranks) {
    return backend.count() == 1
        ? new int[] {0}
        : IntStream.range(1, backend.count())
            .map(hedge -> backend.inTurn(first, hedge))
            .boxed()
            .sorted(Comparator.comparingInt(replica -> ranks[replica]))
            .mapToInt(Integer::intValue)
            .toArray();
  }

  private static HedgePlan plan(double[] delays) {
    return new HedgePlan(
        Arrays.stream(delays)
            .filter(delay -> delay < Race.NEVER)
            .mapToLong(delay -> (long) Math.ceil(delay))
            .toArray());
  }
}
