package fanout.backend.fault;

import fanout.backend.CallId;
import fanout.backend.draw.Draws;
import fanout.runtime.spec.Spec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The faults that strike one attempt of one call, drawn once when it arrives. Several may strike;
 * in each phase they do so in the order of the behaviour, and the first that ends the call has the
 * last word.
 *
 * @param struck in the order of the behaviour
 */
public record FaultPlan(List<Fault> struck) {
  private static final FaultPlan NONE = new FaultPlan(List.of());

  /** One phase of a fault. */
  private interface Phase {
    void run(Fault fault, FaultyCall call, Runnable next);
  }

  /**
   * Draws for each fault by itself. The draw is named by service, fault and call; the second fault
   * of a kind has {@code #1} behind its name, and so on, so that several error codes draw
   * independently.
   */
  public static FaultPlan draw(
      List<? extends Fault> faults, Draws draws, String service, CallId id) {
    if (faults.isEmpty()) {
      return NONE;
    }
    List<Fault> struck = new ArrayList<>(faults.size());
    Map<Class<?>, Integer> seen = new HashMap<>();
    for (Fault fault : faults) {
      int earlier = seen.merge(fault.getClass(), 1, Integer::sum) - 1;
      if (fault.concerns(id.attempt()) && strikes(fault, earlier, draws, service, id)) {
        struck.add(fault);
      }
    }
    return struck.isEmpty() ? NONE : new FaultPlan(List.copyOf(struck));
  }

  private static boolean strikes(Fault fault, int earlier, Draws draws, String service, CallId id) {
    double probability = fault.probability().value();
    if (probability == 0 || probability == 1) {
      return probability == 1;
    }
    String name = fault.getClass().getAnnotation(Spec.Name.class).value();
    String purpose = earlier == 0 ? name : name + "#" + earlier;
    String unit = fault.drawnForEachAttempt() ? id.perAttempt() : id.requestId();
    return draws.stream(service, purpose, unit).nextDouble() < probability;
  }

  /** Runs the phase before the permit, then {@code next} unless a fault has ended the call. */
  public void onArrival(FaultyCall call, Runnable next) {
    run(0, Fault::onArrival, call, next);
  }

  /** Runs the phase before the latency, then {@code next} unless a fault has ended the call. */
  public void beforeLatency(FaultyCall call, Runnable next) {
    run(0, Fault::beforeLatency, call, next);
  }

  /** Runs the phase after the latency, then {@code next} unless a fault has ended the call. */
  public void afterLatency(FaultyCall call, Runnable next) {
    run(0, Fault::afterLatency, call, next);
  }

  private void run(int index, Phase phase, FaultyCall call, Runnable next) {
    if (index == struck.size()) {
      next.run();
    } else {
      phase.run(struck.get(index), call, () -> run(index + 1, phase, call, next));
    }
  }

  /** How the answer leaves. */
  public Delivery delivery() {
    Delivery delivery = Delivery.PLAIN;
    for (Fault fault : struck) {
      delivery = fault.shape(delivery);
    }
    return delivery;
  }

  /** The faults in the grammar of the specs. */
  public List<String> specs() {
    return struck.stream().map(Spec::print).toList();
  }
}
