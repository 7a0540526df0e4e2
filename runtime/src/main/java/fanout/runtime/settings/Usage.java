package fanout.runtime.settings;

import fanout.runtime.spec.Component;
import fanout.runtime.spec.Spec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The flags of a program and what {@code --help} says of them. */
final class Usage {
  /** Below this picocli has no room for its columns. */
  private static final int MIN_WIDTH = 55;

  private Usage() {}

  static CommandSpec command(Program program, List<Entry> entries) {
    CommandSpec command = CommandSpec.create().name(program.name());
    command.version(program.version());
    command.addOption(file());
    command.addOption(help("shows this help", Flags.HELP, "-h"));
    command.addOption(help("shows the version", Flags.VERSION, "-V"));
    command.addOption(help("prints the settings in effect with their sources", Flags.PRINT_CONFIG));
    command.addOption(help("prints every setting with its default", Flags.PRINT_REFERENCE));
    for (Entry entry : entries) {
      command.addOption(option(entry));
    }
    command
        .usageMessage()
        .sortOptions(false)
        .abbreviateSynopsis(true)
        .description(escaped(program.description()))
        .footer(footer(program, entries));
    return command;
  }

  private static OptionSpec file() {
    return OptionSpec.builder("--config")
        .type(String.class)
        .paramLabel("<file>")
        .description("YAML file of settings, 'key: value' lines")
        .build();
  }

  private static OptionSpec help(String doc, String... names) {
    return OptionSpec.builder(names[0], names)
        .arity("0")
        .type(boolean.class)
        .description(doc)
        .build();
  }

  private static OptionSpec option(Entry entry) {
    boolean flag = entry.component().element() == boolean.class;
    String absent = entry.absent().map(text -> "; default " + text).orElse("; must be given");
    return OptionSpec.builder(entry.flag())
        .type(String.class)
        .arity(flag ? "0..1" : "1")
        .fallbackValue(flag ? "true" : "")
        .paramLabel("<" + entry.component().kind() + ">")
        .description(escaped(entry.component().doc() + absent))
        .build();
  }

  /** The variants of every family that a setting takes, and who overrules whom. */
  private static String[] footer(Program program, List<Entry> entries) {
    List<String> lines = new ArrayList<>();
    entries.stream()
        .flatMap(entry -> entry.component().families())
        .distinct()
        .forEach(
            family -> {
              lines.add("");
              lines.add("@|bold <" + Component.kind(family) + ">|@ is one of:");
              for (Spec.Variant variant : Spec.variants(family)) {
                lines.add("  @|yellow " + escaped(variant.synopsis()) + "|@");
                lines.add("      " + escaped(variant.doc()));
              }
            });
    String example = entries.isEmpty() ? "" : entries.getFirst().variable(program.variablePrefix());
    lines.add("");
    lines.add("A flag goes before its environment variable (" + example + "),");
    lines.add("that before the file, that before the default.");
    return lines.toArray(String[]::new);
  }

  /** Width of the terminal: what the shell says, else what picocli finds out. */
  static void fit(CommandSpec command, Map<String, String> environment) {
    String columns = environment.getOrDefault("COLUMNS", "");
    if (columns.matches("[0-9]{2,3}")) {
      command.usageMessage().width(Math.max(MIN_WIDTH, Integer.parseInt(columns)));
    } else {
      command.usageMessage().autoWidth(true);
    }
  }

  /** Picocli takes texts for format strings. */
  private static String escaped(String text) {
    return text.replace("%", "%%");
  }
}
