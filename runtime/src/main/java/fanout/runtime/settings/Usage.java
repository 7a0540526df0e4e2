package fanout.runtime.settings;

import fanout.runtime.spec.Component;
import fanout.runtime.spec.Spec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The flags of a program and what {@code --help} says of them. */
final class Usage {
  /** Below this picocli has no room for its columns. */
  private static final int MIN_WIDTH = 55;

  private Usage() {}

  /** The flags as they are read. */
  static CommandSpec command(Program program, List<Entry> entries) {
    CommandSpec command = empty(program);
    entries.forEach(entry -> command.addOption(option(entry)));
    return command;
  }

  private static CommandSpec empty(Program program) {
    CommandSpec command = CommandSpec.create().name(program.name());
    command.addOption(
        OptionSpec.builder("--config")
            .type(String.class)
            .paramLabel("<file>")
            .description("YAML file of settings, 'key: value' lines")
            .build());
    command.addOption(action("shows this help", "-h", Flags.HELP));
    command.addOption(action("shows the version", "-V", Flags.VERSION));
    command.addOption(
        action("prints the settings in effect with their sources", Flags.PRINT_CONFIG));
    command.addOption(action("prints every setting with its default", Flags.PRINT_REFERENCE));
    return command;
  }

  private static OptionSpec action(String doc, String... names) {
    return OptionSpec.builder(names).arity("0").type(boolean.class).description(doc).build();
  }

  private static OptionSpec option(Entry entry) {
    boolean flag = entry.component().element() == boolean.class;
    String doc = entry.component().doc();
    String absent =
        entry
            .absent()
            .map(text -> text.isEmpty() ? "default empty" : "default " + text)
            .orElse("must be given");
    return OptionSpec.builder(entry.flag())
        .type(String.class)
        .arity(flag ? "0..1" : "1")
        .fallbackValue(flag ? "true" : "")
        .paramLabel("<" + entry.component().kind() + ">")
        .description(escaped(doc.isEmpty() ? absent : doc + "; " + absent))
        .build();
  }

  /**
   * The help text. Its command is another than the one that is read with: under headings, which
   * picocli makes of groups of options, which in turn it reads by rules of their own.
   */
  static String text(
      Program program, List<Entry> entries, Map<String, String> environment, Ansi ansi) {
    CommandSpec command = empty(program);
    Map<String, List<Entry>> byHeading = new LinkedHashMap<>();
    entries.forEach(
        entry -> byHeading.computeIfAbsent(entry.heading(), h -> new ArrayList<>()).add(entry));
    byHeading.forEach((heading, group) -> add(command, heading, group));
    command
        .usageMessage()
        .sortOptions(false)
        .abbreviateSynopsis(true)
        .description(escaped(program.description()))
        .footer(footer(program, entries));
    fit(command, environment);
    return new CommandLine(command).getUsageMessage(ansi);
  }

  private static void add(CommandSpec command, String heading, List<Entry> entries) {
    if (heading.isEmpty()) {
      entries.forEach(entry -> command.addOption(option(entry)));
      return;
    }
    ArgGroupSpec.Builder group =
        ArgGroupSpec.builder().validate(false).heading("%n@|bold " + escaped(heading) + "|@%n");
    entries.forEach(entry -> group.addArg(option(entry)));
    command.addArgGroup(group.build());
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
    lines.add("");
    lines.add("A flag goes before its environment variable (" + example(program, entries) + "),");
    lines.add("that before the file, that before the default.");
    return lines.toArray(String[]::new);
  }

  private static String example(Program program, List<Entry> entries) {
    return entries.isEmpty() ? "" : entries.getFirst().variable(program.variablePrefix());
  }

  /** Width of the terminal: what the shell says, else what picocli finds out. */
  private static void fit(CommandSpec command, Map<String, String> environment) {
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
