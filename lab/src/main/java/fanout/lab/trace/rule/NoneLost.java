package fanout.lab.trace.rule;

import fanout.lab.trace.Trace;
import fanout.runtime.spec.Spec;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** As many traces as requests were made, and those. */
@Spec.Name(value = "none-lost", doc = "a trace for every request")
public record NoneLost() implements TraceRule {
  @Override
  public List<String> faults(Evidence evidence) {
    Set<String> found = evidence.traces().stream().map(Trace::id).collect(Collectors.toSet());
    List<String> faults = new ArrayList<>();
    evidence.asked().elapsed().keySet().stream()
        .filter(id -> !found.contains(id))
        .sorted()
        .forEach(id -> faults.add(id + ": nothing of this trace was found."));
    long asked = evidence.asked().count().orElse(found.size());
    if (found.size() != asked) {
      faults.add("%d requests were made, but %d traces were found.".formatted(asked, found.size()));
    }
    return faults;
  }
}
