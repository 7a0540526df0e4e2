package fanout.runtime.settings;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** The part of the environment that is meant for a program. */
final class Variables {
  /**
   * What Kubernetes puts into every container of a namespace for a Service named like the program:
   * nobody wrote it, so that nobody could be told to correct it.
   */
  private static final Pattern SERVICE_LINK =
      Pattern.compile(".*_(SERVICE_(HOST|PORT(_.+)?)|PORT(_[0-9]+_(TCP|UDP|SCTP)(_.+)?)?)");

  private static final Pattern LINK_VALUE = Pattern.compile("(tcp|udp|sctp)://.*");

  private Variables() {}

  /**
   * The texts by key.
   *
   * @param foreign names that share the prefix and belong to other programs
   */
  static Map<String, Given> read(
      Map<String, String> environment,
      String prefix,
      Set<String> foreign,
      List<String> keys,
      Consumer<String> complaints) {
    Map<String, String> byName = new LinkedHashMap<>();
    keys.forEach(key -> byName.put(Entry.variable(prefix, key), key));
    Map<String, Given> values = new LinkedHashMap<>();
    new TreeMap<>(environment)
        .forEach(
            (name, text) -> {
              String key = byName.get(name);
              if (key != null && !link(name, text)) {
                values.put(key, new Given(text, new Source.Variable(name)));
              } else if (key == null && name.startsWith(prefix) && !foreign(name, foreign)) {
                complaints.accept(
                    new Source.Variable(name)
                        + "='"
                        + text
                        + "': "
                        + Suggestions.unknown(name, byName.keySet()));
              }
            });
    return values;
  }

  /** A Service may be named so that its link is named like a setting. */
  private static boolean link(String name, String text) {
    return SERVICE_LINK.matcher(name).matches() && LINK_VALUE.matcher(text).matches();
  }

  private static boolean foreign(String name, Set<String> foreign) {
    return foreign.contains(name) || SERVICE_LINK.matcher(name).matches();
  }
}
