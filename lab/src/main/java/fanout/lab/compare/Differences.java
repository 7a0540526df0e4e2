package fanout.lab.compare;

import fanout.lab.result.Environment;
import fanout.lab.result.ExperimentResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What two runs of an experiment were made under that was not the same. */
final class Differences {
  private Differences() {}

  /** A sentence for each. */
  static List<String> between(ExperimentResult before, ExperimentResult after) {
    List<String> found = new ArrayList<>();
    if (!before.complete()) {
      found.add("the earlier run was stopped half-way");
    }
    if (!after.complete()) {
      found.add("the later run was stopped half-way");
    }
    differ(found, "size", before.method().size(), after.method().size());
    Environment one = before.environment();
    Environment other = after.environment();
    differ(found, "processor", one.cpu(), other.cpu());
    differ(found, "cores", one.cores(), other.cores());
    differ(found, "Java", one.jvm(), other.jvm());
    differ(found, "JVM flags", one.flags(), other.flags());
    differ(found, "testbed", one.testbed(), other.testbed());
    settings(found, one.settings(), other.settings());
    return found.stream().map(text -> before.experiment() + ": " + text).toList();
  }

  private static void settings(
      List<String> found,
      Map<String, Environment.Setting> before,
      Map<String, Environment.Setting> after) {
    TreeSet<String> keys = new TreeSet<>(before.keySet());
    keys.addAll(after.keySet());
    for (String key : keys) {
      if (!isPlace(before.get(key)) || !isPlace(after.get(key))) {
        differ(found, key, value(before, key), value(after, key));
      }
    }
  }

  /** Which port was free says nothing of a run. */
  private static boolean isPlace(Environment.@Nullable Setting setting) {
    return setting != null && setting.origin().equals(Environment.PLACE);
  }

  private static String value(Map<String, Environment.Setting> settings, String key) {
    Environment.Setting setting = settings.get(key);
    return setting == null ? "(none)" : setting.value();
  }

  private static void differ(List<String> found, String what, Object before, Object after) {
    if (!Objects.equals(before, after)) {
      found.add("%s was %s and is %s".formatted(what, before, after));
    }
  }
}
