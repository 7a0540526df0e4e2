package fanout.lab.kubernetes.rule;

import fanout.lab.kubernetes.Manifests;
import java.util.Arrays;
import java.util.List;

/** What must hold of every rendering, and is not checked by kustomize or by the schema. */
public sealed interface Rule
    permits GracefulEnd,
        JobsEnd,
        NetworkPaths,
        PinnedImages,
        PortsOpen,
        RestrictedPods,
        SelectorsMeet,
        SettingsStart,
        TargetsExist {
  /** What is wrong, one sentence each; empty where all is well. */
  List<String> faults(Manifests manifests);

  /** Every rule. */
  static List<Rule> all() {
    return Arrays.stream(Rule.class.getPermittedSubclasses()).map(Rule::instance).toList();
  }

  private static Rule instance(Class<?> type) {
    try {
      return (Rule) type.getDeclaredConstructor().newInstance();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }
}
