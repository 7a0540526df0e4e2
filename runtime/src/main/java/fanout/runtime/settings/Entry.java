package fanout.runtime.settings;

import fanout.runtime.spec.Component;
import java.util.Locale;
import java.util.Optional;

/**
 * One setting before it has a value.
 *
 * @param key with the prefixes of its groups
 * @param heading of its group, may be empty
 * @param absent the text that stands for it when nobody gives one
 */
record Entry(String key, Component component, String heading, Optional<String> absent) {
  String flag() {
    return "--" + key;
  }

  String variable(String prefix) {
    return variable(prefix, key);
  }

  static String variable(String prefix, String key) {
    return prefix + key.toUpperCase(Locale.ROOT).replace('-', '_');
  }
}
