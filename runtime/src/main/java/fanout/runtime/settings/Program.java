package fanout.runtime.settings;

import java.util.List;
import java.util.stream.Collectors;

/** Who is being set up. */
record Program(String name, String variablePrefix, String description, String version) {
  <T> Startup<T> refused(List<String> complaints) {
    String lines =
        complaints.stream()
            .map(complaint -> name + ": " + complaint + "\n")
            .collect(Collectors.joining());
    return new Startup.Stop<>(lines + "Try '" + name + " --help'.\n", 2);
  }
}
