package fanout.benchmarks.bench;

import fanout.benchmarks.contender.Contender;
import fanout.benchmarks.contender.ContenderProcess;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.SplittableRandom;

/**
 * Arms read in turn, in another order each round, the first one twice. All contenders live from the
 * first round to the last; those not asked are idle. When {@link #close} returns their processes
 * are gone.
 */
final class Arms implements Probe {
  private final List<Arm> arms;
  private final Effort effort;
  private final Deque<AutoCloseable> resources = new ArrayDeque<>();
  private final Map<Key, Callers> callers = new HashMap<>();
  private Map<Metric, Double> sameAgain = Map.of();

  private record Key(Contender contender, Behind behind) {}

  private Arms(List<Arm> arms, Effort effort) {
    this.arms = arms;
    this.effort = effort;
  }

  /** Starts and warms every arm. */
  static Arms open(Effort effort, Arm... arms) throws InterruptedException {
    Arms opened = new Arms(List.of(arms), effort);
    try {
      opened.start();
      return opened;
    } catch (RuntimeException | InterruptedException e) {
      opened.close();
      throw e;
    }
  }

  private void start() throws InterruptedException {
    Map<Behind, Backends> backends = new HashMap<>();
    for (Arm arm : arms) {
      if (!backends.containsKey(arm.behind())) {
        Backends started = arm.behind().start();
        resources.push(started);
        backends.put(arm.behind(), started);
      }
      Key key = new Key(arm.contender(), arm.behind());
      if (!callers.containsKey(key)) {
        Backends behind = Objects.requireNonNull(backends.get(arm.behind()));
        SpanDrain spans = new SpanDrain();
        resources.push(spans);
        ContenderProcess process =
            ContenderProcess.start(arm.contender(), behind.around(spans.endpoint()));
        resources.push(process);
        Callers asking = new Callers(process, spans::taken);
        resources.push(asking);
        callers.put(key, asking);
      }
    }
    for (Arm arm : arms) {
      of(arm).warm(arm.plan(), effort.warmUp());
    }
  }

  private Callers of(Arm arm) {
    return Objects.requireNonNull(callers.get(new Key(arm.contender(), arm.behind())));
  }

  @Override
  public Readings round(SplittableRandom random) throws InterruptedException {
    int again = arms.size();
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i <= again; i++) {
      order.add(i);
    }
    Collections.shuffle(order, new Random(random.nextLong()));
    List<Map<Metric, Double>> read = new ArrayList<>(Collections.nCopies(again + 1, Map.of()));
    for (int index : order) {
      Arm arm = arms.get(index == again ? 0 : index);
      read.set(index, of(arm).read(arm, effort.round()));
    }
    Map<String, Map<Metric, Double>> readings = new LinkedHashMap<>();
    for (int i = 0; i < again; i++) {
      readings.put(arms.get(i).name(), read.get(i));
    }
    sameAgain = new EnumMap<>(Metric.class);
    read.getFirst()
        .forEach(
            (metric, first) ->
                sameAgain.put(metric, Objects.requireNonNull(read.get(again).get(metric)) / first));
    return new Readings(readings);
  }

  @Override
  public Map<Metric, Double> sameAgain() {
    return sameAgain;
  }

  @Override
  public void close() {
    Closing.all(resources);
  }
}
