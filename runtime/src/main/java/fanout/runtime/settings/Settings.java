package fanout.runtime.settings;

import fanout.runtime.spec.Spec;
import fanout.runtime.spec.SpecException;
import fanout.runtime.telemetry.Logging;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import picocli.CommandLine.Help.Ansi;

/**
 * Turns what a program is told into a record: flag {@code --data-port} > environment variable
 * {@code FANOUT_DATA_PORT} > {@code data-port} in the file given with {@code --config} > {@link
 * Spec.Default}. The record is the only list of settings: names, help, the reference file and the
 * checks follow from its components, their types (anything {@link Spec} reads), {@link Spec.Doc}
 * and {@link Group}.
 *
 * <p>Immutable; the methods that configure it give a changed copy.
 *
 * @param <T> the record
 */
public final class Settings<T extends Record> {
  /** What the launcher and the logging read, in every process. */
  private static final Set<String> SHARED =
      Set.of("FANOUT_JAVA_HOME", "FANOUT_JAVA_OPTS", Logging.LEVEL);

  private final Program program;
  private final Layout<T> layout;
  private final Set<String> foreign;

  private Settings(Program program, Layout<T> layout, Set<String> foreign) {
    this.program = program;
    this.layout = layout;
    this.foreign = foreign;
  }

  /**
   * The settings of a program.
   *
   * @param variablePrefix of its environment variables, for example {@code FANOUT_}
   */
  public static <T extends Record> Settings<T> of(
      Class<T> type, String program, String variablePrefix) {
    return new Settings<>(
        new Program(program, variablePrefix, "", "unknown"), Layout.of(type), SHARED);
  }

  /** With a sentence for {@code --help} and a text for {@code --version}. */
  public Settings<T> describedAs(String description, String version) {
    Program described = new Program(program.name(), program.variablePrefix(), description, version);
    return new Settings<>(described, layout, foreign);
  }

  /** With names of environment variables that share the prefix and belong to other programs. */
  public Settings<T> ignoring(String... foreign) {
    Set<String> all = new HashSet<>(this.foreign);
    all.addAll(Arrays.asList(foreign));
    return new Settings<>(program, layout, Set.copyOf(all));
  }

  /**
   * A record of defaults, for programs that embed what others run from the command line.
   *
   * @param changes texts by key, for what differs from the default
   * @throws SpecException if a key is unknown, a text malformed, or a setting without a default
   *     missing
   */
  public static <T extends Record> T defaults(Class<T> type, Map<String, String> changes) {
    Layout<T> layout = Layout.of(type);
    List<String> keys = layout.entries().map(Entry::key).toList();
    for (String key : changes.keySet()) {
      SpecException.require(keys.contains(key), "setting", key, String.join(", ", keys));
    }
    try {
      return layout.build(
          entry -> {
            String text = changes.getOrDefault(entry.key(), entry.absent().orElse(null));
            SpecException.require(text != null, entry.key(), "", entry.component().allowed());
            return entry.component().read(Objects.requireNonNull(text));
          });
    } catch (Layout.Refused e) {
      throw new SpecException(
          e.entry().map(entry -> entry.key() + ": ").orElse("") + e.complaint());
    }
  }

  /**
   * Reads flags, environment and file. Never throws for what a person wrote: all that is wrong with
   * it comes back as a {@link Startup.Stop} of status 2 with one line for each complaint, naming
   * source, setting, value and what is allowed.
   *
   * @param args the command line
   * @param environment usually {@code System.getenv()}
   */
  public Startup<T> load(List<String> args, Map<String, String> environment) {
    List<String> complaints = new ArrayList<>();
    List<Entry> entries = layout.entries().toList();
    Flags flags = new Flags(program, entries);
    Map<String, Given> fromFlags = flags.read(args, complaints::add);
    if (complaints.isEmpty() && flags.asked(Flags.HELP)) {
      return new Startup.Stop<>(Usage.text(program, entries, environment, ansi(environment)), 0);
    }
    if (complaints.isEmpty() && flags.asked(Flags.VERSION)) {
      return new Startup.Stop<>(program.name() + " " + program.version() + "\n", 0);
    }
    if (complaints.isEmpty() && flags.asked(Flags.PRINT_REFERENCE)) {
      return new Startup.Stop<>(reference(), 0);
    }
    List<String> keys =
        Stream.concat(Stream.of(Flags.CONFIG), entries.stream().map(Entry::key)).toList();
    Map<String, Given> fromVariables =
        Variables.read(environment, program.variablePrefix(), foreign, keys, complaints::add);
    Map<String, Given> fromFile = file(fromFlags, fromVariables, entries, complaints::add);
    Startup<T> startup = resolve(entries, List.of(fromFlags, fromVariables, fromFile), complaints);
    return startup instanceof Startup.Run<T> run && flags.asked(Flags.PRINT_CONFIG)
        ? new Startup.Stop<>(ConfigText.effective(program.name(), run.settings()), 0)
        : startup;
  }

  /** {@link #load} with what the process was started with. */
  public Startup<T> load(String... args) {
    return load(List.of(args), System.getenv());
  }

  /**
   * Every setting with its default, its meaning and what is allowed, as a file for {@code
   * --config}. {@code --print-reference} prints the same; a copy among the documents is kept in
   * step by a test that compares it with this text.
   */
  public String reference() {
    return ConfigText.reference(
        program.name(), program.variablePrefix(), layout.entries().toList());
  }

  private static Ansi ansi(Map<String, String> environment) {
    return environment.getOrDefault("NO_COLOR", "").isEmpty() ? Ansi.AUTO : Ansi.OFF;
  }

  private static Map<String, Given> file(
      Map<String, Given> flags,
      Map<String, Given> variables,
      List<Entry> entries,
      Consumer<String> complaints) {
    Given config = flags.getOrDefault(Flags.CONFIG, variables.get(Flags.CONFIG));
    if (config == null) {
      return Map.of();
    }
    List<String> keys = entries.stream().map(Entry::key).toList();
    Map<String, Given> values = new LinkedHashMap<>();
    try {
      values.putAll(ConfigFile.read(Path.of(config.text()), complaints));
    } catch (InvalidPathException e) {
      complaints.accept(
          config.source()
              + ": '"
              + config.text()
              + "' is not allowed; allowed: the name of a file");
    }
    values.forEach(
        (key, given) -> {
          if (!keys.contains(key)) {
            complaints.accept(given.source() + ": " + Suggestions.unknown(key, keys));
          }
        });
    return values;
  }

  private Startup<T> resolve(
      List<Entry> entries, List<Map<String, Given>> sources, List<String> complaints) {
    Map<Entry, Object> values = new LinkedHashMap<>();
    Map<Entry, Given> chosen = new LinkedHashMap<>();
    for (Entry entry : entries) {
      // Also a text that is overruled by a better source has to be well-formed.
      for (Given given : candidates(entry, sources)) {
        read(entry, given, complaints::add)
            .ifPresent(
                value -> {
                  values.putIfAbsent(entry, value);
                  chosen.putIfAbsent(entry, given);
                });
      }
      if (candidates(entry, sources).isEmpty()) {
        complaints.add(
            "setting " + entry.flag() + ": must be given; allowed: " + entry.component().allowed());
      }
    }
    if (complaints.isEmpty()) {
      try {
        T value = layout.build(entry -> Objects.requireNonNull(values.get(entry)));
        return new Startup.Run<>(value, effective(values, chosen));
      } catch (Layout.Refused e) {
        Optional<Entry> culprit = e.entry().or(() -> culprit(values, chosen));
        complaints.add(
            culprit.map(entry -> blame(entry, chosen) + ": ").orElse("") + e.complaint());
      }
    }
    return program.refused(complaints);
  }

  /**
   * A constructor may complain of what is inside a text without naming the component. Then it is
   * the one whose default in its place would be accepted.
   */
  private Optional<Entry> culprit(Map<Entry, Object> values, Map<Entry, Given> chosen) {
    return values.keySet().stream()
        .filter(
            entry ->
                entry.absent().isPresent()
                    && !(Objects.requireNonNull(chosen.get(entry)).source()
                        instanceof Source.Default))
        .filter(
            suspect -> {
              Map<Entry, Object> others = new LinkedHashMap<>(values);
              others.put(suspect, suspect.component().read(suspect.absent().orElseThrow()));
              try {
                layout.build(entry -> Objects.requireNonNull(others.get(entry)));
                return true;
              } catch (Layout.Refused e) {
                return false;
              }
            })
        .findFirst();
  }

  private static List<Given> candidates(Entry entry, List<Map<String, Given>> sources) {
    Stream<Given> given =
        sources.stream().flatMap(source -> Stream.ofNullable(source.get(entry.key())));
    Stream<Given> absent =
        entry.absent().stream().map(text -> new Given(text, new Source.Default(entry.key())));
    return Stream.concat(given, absent).toList();
  }

  private static Optional<Object> read(Entry entry, Given given, Consumer<String> complaints) {
    try {
      return Optional.of(entry.component().read(given.text()));
    } catch (IllegalArgumentException e) {
      complaints.accept(given.source() + ": " + e.getMessage());
      return Optional.empty();
    }
  }

  /** A default can be to blame as well: for the absence of what another setting calls for. */
  private static String blame(Entry entry, Map<Entry, Given> chosen) {
    Source source = Objects.requireNonNull(chosen.get(entry)).source();
    return source instanceof Source.Default ? "setting " + entry.flag() : source.toString();
  }

  private static List<Setting> effective(Map<Entry, Object> values, Map<Entry, Given> chosen) {
    return values.entrySet().stream()
        .map(
            entry ->
                new Setting(
                    entry.getKey().key(),
                    Spec.print(entry.getValue()),
                    Objects.requireNonNull(chosen.get(entry.getKey())).source()))
        .toList();
  }
}
