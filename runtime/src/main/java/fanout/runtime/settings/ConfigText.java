package fanout.runtime.settings;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.Yaml;

/** Writes settings as a file that can be read back. */
final class ConfigText {
  /** What YAML takes as a plain scalar wherever it stands. */
  private static final Pattern PLAIN =
      Pattern.compile("[A-Za-z0-9/.]([A-Za-z0-9/._%+()=,@|:-]*[A-Za-z0-9/._%+()=,@|-])?");

  private ConfigText() {}

  /** The settings in effect, each with its source. */
  static String effective(String program, List<Setting> settings) {
    return "# %s: the settings in effect; valid with --config\n".formatted(program)
        + settings.stream()
            .map(setting -> line(setting.key(), setting.text()) + "  # " + setting.source() + "\n")
            .collect(Collectors.joining());
  }

  /** Every setting with its default, what it means and what is allowed. */
  static String reference(String program, String variablePrefix, List<Entry> entries) {
    StringBuilder text = new StringBuilder();
    text.append("# Every setting of ").append(program).append(" with its default.\n");
    text.append(
        "# A flag goes before an environment variable, that before this file (--config).\n");
    String heading = "";
    for (Entry entry : entries) {
      if (!entry.heading().equals(heading)) {
        heading = entry.heading();
        text.append("\n# -- ").append(heading.isEmpty() ? "General" : heading).append(" --\n");
      }
      text.append('\n');
      if (!entry.component().doc().isEmpty()) {
        text.append("# ").append(entry.component().doc()).append('\n');
      }
      text.append("# allowed: ").append(entry.component().allowed()).append('\n');
      text.append("# ").append(entry.flag()).append(", ");
      text.append(entry.variable(variablePrefix)).append('\n');
      text.append(
          entry
              .absent()
              .map(absent -> line(entry.key(), absent))
              .orElse("# " + entry.key() + ": must be given"));
      text.append('\n');
    }
    return text.toString();
  }

  private static String line(String key, String text) {
    return key + ": " + (PLAIN.matcher(text).matches() ? text : quoted(text));
  }

  private static String quoted(String text) {
    DumperOptions options = new DumperOptions();
    options.setDefaultScalarStyle(DumperOptions.ScalarStyle.DOUBLE_QUOTED);
    options.setWidth(Integer.MAX_VALUE);
    options.setSplitLines(false);
    return new Yaml(options).dump(text).strip();
  }
}
