package fanout.lab.cli;

import fanout.aggregator.plan.RequestPlan;
import fanout.aggregator.plan.SectionPlan;
import fanout.backend.BackendSettings;
import fanout.backend.Behavior;
import fanout.lab.load.LoadPlan;
import fanout.runtime.spec.Component;
import fanout.runtime.spec.Spec;
import java.util.List;

/**
 * Every word of every spec, read off the records that the programs parse into: a variant that is
 * added to the code is here without further ado.
 */
final class Vocabulary {
  private Vocabulary() {}

  /**
   * One text that a person may write.
   *
   * @param title what it says
   * @param example a text of that kind
   * @param keys what it is made of
   */
  record Chapter(String title, String example, List<Key> keys) {}

  /**
   * One key of a text.
   *
   * @param usual what holds where it is left out; may be empty
   * @param variants what it may be, where that is a closed list
   */
  record Key(String name, String kind, String doc, String usual, List<Spec.Variant> variants) {}

  static List<Chapter> chapters() {
    return List.of(
        new Chapter(
            "The plan of a request",
            "./fanout call --plan \"strategy=sequential,join=quorum(2),budget=300ms\"",
            keys(RequestPlan.class)),
        new Chapter(
            "… and of its sections, each by name or all with each:",
            "./fanout call --plan \"each:limit=100ms; orders:substitute=empty,shards=3\"",
            keys(SectionPlan.class)),
        new Chapter(
            "The behaviour of a backend",
            "./fanout sim set orders"
                + " \"latency=lognormal(p50=20ms,p99=120ms),error=UNAVAILABLE@10%\"",
            keys(Behavior.class)),
        new Chapter(
            "What a backend's process is started with",
            "fanout-backend-sim --handler-threads \"pool(threads=8)\"",
            keys(BackendSettings.class).stream().filter(key -> !key.variants().isEmpty()).toList()),
        new Chapter(
            "When the load generator calls",
            "./fanout load --arrivals \"steps(100/s:10s|200/s:10s)\"",
            keys(LoadPlan.class).stream().filter(key -> !key.variants().isEmpty()).toList()));
  }

  private static List<Key> keys(Class<? extends Record> record) {
    return Component.of(record).stream().map(Vocabulary::key).toList();
  }

  private static Key key(Component component) {
    boolean keysOfTheirOwn = component.reflected().isAnnotationPresent(Spec.Open.class);
    return new Key(
        component.key(),
        component.kind(),
        keysOfTheirOwn
            ? "what goes wrong; each is a key of its own: name=…@probability"
            : component.doc(),
        component.absent().orElse(""),
        component.element().isSealed() ? Spec.variants(component.element()) : List.of());
  }
}
