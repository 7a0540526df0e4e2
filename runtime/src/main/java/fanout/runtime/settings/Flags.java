package fanout.runtime.settings;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.OptionSpec;

/** The command line, read by picocli. */
final class Flags {
  static final String CONFIG = "config";
  static final String HELP = "--help";
  static final String VERSION = "--version";
  static final String PRINT_CONFIG = "--print-config";
  static final String PRINT_REFERENCE = "--print-reference";

  private final CommandLine commandLine;

  Flags(Program program, List<Entry> entries) {
    this.commandLine =
        new CommandLine(Usage.command(program, entries))
            .setUnmatchedArgumentsAllowed(true)
            .setAllowOptionsAsOptionParameters(false)
            .setExpandAtFiles(false);
    commandLine.getCommandSpec().parser().collectErrors(true);
  }

  /** Reads the arguments; what is wrong with them goes to {@code complaints}. */
  Map<String, Given> read(List<String> args, Consumer<String> complaints) {
    CommandLine.ParseResult result = commandLine.parseArgs(args.toArray(String[]::new));
    result.errors().forEach(error -> complaints.accept(complaint(error)));
    unknown(result.unmatched()).forEach(complaints);
    Map<String, Given> values = new LinkedHashMap<>();
    for (OptionSpec option : result.matchedOptions()) {
      String name = option.longestName();
      String text = String.valueOf(option.<Object>getValue());
      values.put(name.substring(2), new Given(text, new Source.Flag(name)));
    }
    return values;
  }

  /** Whether a flag was given; of use after {@link #read}. */
  boolean asked(String flag) {
    return commandLine.getParseResult().hasMatchedOption(flag);
  }

  private static String complaint(Exception error) {
    if (error instanceof CommandLine.MissingParameterException missing
        && missing.getMissing().getFirst() instanceof OptionSpec option) {
      return new Source.Flag(option.longestName())
          + ": no value given; allowed: "
          + option.paramLabel();
    }
    if (error instanceof CommandLine.OverwrittenOptionException twice
        && twice.getOverwritten() instanceof OptionSpec option) {
      return new Source.Flag(option.longestName()) + ": given twice; allowed: each flag once";
    }
    return String.valueOf(error.getMessage());
  }

  /** The value that an unknown flag leaves behind is no complaint of its own. */
  private List<String> unknown(List<String> unmatched) {
    List<String> known =
        commandLine.getCommandSpec().options().stream().map(OptionSpec::longestName).toList();
    List<String> complaints = new ArrayList<>();
    for (String argument : unmatched) {
      if (argument.startsWith("-") && argument.length() > 1) {
        String name = argument.split("=", 2)[0];
        complaints.add("flag " + argument + ": " + Suggestions.unknown(name, known));
      } else if (complaints.isEmpty()) {
        complaints.add(
            "argument '" + argument + "': not allowed; allowed: flags such as " + known.getFirst());
      }
    }
    return complaints;
  }

  String usage(Map<String, String> environment, Ansi ansi) {
    Usage.fit(commandLine.getCommandSpec(), environment);
    return commandLine.getUsageMessage(ansi);
  }
}
