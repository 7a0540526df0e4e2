package fanout.lab.experiment;

import fanout.lab.trial.Claim;
import fanout.lab.trial.Conclusion;
import fanout.lab.trial.Design;
import fanout.lab.trial.Measurements;
import fanout.lab.trial.Setup;
import fanout.lab.trial.Size;
import fanout.runtime.spec.Spec;
import fanout.runtime.spec.SpecException;
import java.time.Duration;
import java.util.List;

/**
 * A question, put to the test. A record without components; its id and its question are in {@link
 * Spec.Name}.
 *
 * <p>The methods are in the order in which a reader learns. {@link #prediction} is asked for before
 * anything runs, {@link #conclusion} after everything did, and whatever the latter says is computed
 * from the measurements.
 */
public sealed interface Experiment
    permits Dashboard,
        BreakEven,
        Machinery,
        Batching,
        ConcurrencySweep,
        BlockedEventLoop,
        CpuBound,
        OneAtATime,
        MixedStacks,
        ServerExecutor,
        PartialFailure,
        JoinPolicies,
        Timeouts,
        Cancellation,
        LostCall,
        TailAmplification,
        Hedging,
        RetryStorm,
        Overload,
        TenThousand {
  /** What was published. */
  Claim claim();

  /** How it is put to the test, in a paragraph. */
  String method();

  /**
   * What theory says, as a sentence with figures, computed from the same constants as the trials.
   */
  String prediction();

  /** The testbed that it needs. */
  default Setup setup() {
    return Setup.USUAL;
  }

  /** How long the quick size takes on 2 cores that have nothing else to do, roughly. */
  Duration length();

  /** The variants and how often each is measured. */
  Design design(Size size);

  /** What the measurements say. */
  Conclusion conclusion(Measurements measured);

  /** The name in the catalogue. */
  default String id() {
    return Spec.print(this);
  }

  /** What it asks. */
  default String question() {
    return getClass().getAnnotation(Spec.Name.class).doc();
  }

  /** All of them, in the order of the catalogue. */
  static List<Experiment> all() {
    return Spec.variants(Experiment.class).stream().map(variant -> of(variant.name())).toList();
  }

  /**
   * One of them.
   *
   * @throws SpecException if there is none of that name
   */
  static Experiment of(String id) {
    List<String> ids = Spec.variants(Experiment.class).stream().map(Spec.Variant::name).toList();
    SpecException.require(ids.contains(id), "experiment", id, String.join(", ", ids));
    return Spec.parse(Experiment.class, id);
  }
}
