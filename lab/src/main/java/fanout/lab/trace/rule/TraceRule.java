package fanout.lab.trace.rule;

import fanout.lab.trace.Trace;
import fanout.runtime.spec.Spec;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;

/** What must hold of the traces of a run. Immutable and thread-safe. */
public sealed interface TraceRule
    permits NoneLost,
        OneRoot,
        WithinParents,
        SectionOrder,
        AttemptsSeen,
        HedgesSeen,
        CancelsSeen,
        LatenciesAgree {
  /** What is wrong, a plain sentence each; empty where nothing is, or nothing can be told. */
  List<String> faults(Evidence evidence);

  /** Every rule, in the order of {@code permits}. */
  static List<TraceRule> all() {
    return Spec.variants(TraceRule.class).stream()
        .map(variant -> Spec.parse(TraceRule.class, variant.name()))
        .toList();
  }

  /** The name in reports. */
  default String name() {
    return Spec.print(this);
  }

  /** What it holds, in a few words. */
  default String doc() {
    return Objects.requireNonNull(getClass().getAnnotation(Spec.Name.class)).doc();
  }

  /** What is wrong with each trace by itself, behind its id. */
  static List<String> each(Evidence evidence, Function<Trace, List<String>> faults) {
    return evidence.traces().stream()
        .flatMap(trace -> faults.apply(trace).stream().map(fault -> trace.id() + ": " + fault))
        .toList();
  }

  /** At most one complaint. */
  static Stream<String> unless(boolean holds, String complaint) {
    return holds ? Stream.of() : Stream.of(complaint);
  }
}
