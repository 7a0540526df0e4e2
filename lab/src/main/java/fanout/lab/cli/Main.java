package fanout.lab.cli;

import fanout.lab.file.NamedFile;
import fanout.lab.terminal.Columns;
import fanout.lab.terminal.Terminal;
import fanout.runtime.server.Shutdown;
import fanout.runtime.spec.Spec;
import fanout.runtime.spec.SpecException;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Help;
import picocli.CommandLine.IHelpSectionRenderer;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The launcher's commands. Exit status 0: done; 1: it failed; 2: it was not understood. */
@Command(
    name = "fanout",
    mixinStandardHelpOptions = true,
    version = "fanout 0.1.0",
    description =
        "A testbed for gRPC fan-out: backends in turn or all at once, and what each costs.",
    footerHeading =
        "%n./fanout has two more, of another jar, each with its own --help:%n"
            + "  bench  Measures what the testbed itself costs.%n"
            + "  soak   Torments the testbed, then checks its books.%n"
            + "%nExit status: 0 done, 1 it failed, 2 it was not understood.%n")
public final class Main implements Callable<Integer> {
  /** Bounds of a page that is good to read and that picocli has room for. */
  private static final int NARROWEST_HELP = 60;

  private static final int WIDEST_HELP = 110;

  private final Terminal terminal;

  @CommandLine.Spec private @Nullable CommandSpec spec;

  private Main(Terminal terminal) {
    this.terminal = terminal;
  }

  /** Runs a command and ends the process with its status. */
  public static void main(String[] args) {
    UpCommand.Ending onSignal = end -> Shutdown.await(end, List.of());
    Launch.main((terminal, out, err) -> commandLine(terminal, onSignal, out, err), args);
  }

  /** The command line, for the process and its tests. */
  static CommandLine commandLine(
      Terminal terminal, UpCommand.Ending upEnding, PrintWriter out, PrintWriter err) {
    CommandLine commandLine =
        new CommandLine(new Main(terminal))
            .addSubcommand(new DemoCommand(terminal))
            .addSubcommand(new UpCommand(terminal, upEnding))
            .addSubcommand(new CallCommand(terminal))
            .addSubcommand(new ListCommand(terminal))
            .addSubcommand(new RunCommand(terminal))
            .addSubcommand(new CompareCommand(terminal))
            .addSubcommand(new FindingsCommand(terminal))
            .addSubcommand(new StabilityCommand(terminal))
            .addSubcommand(new LoadCommand(terminal))
            .addSubcommand(new MergeCommand(terminal))
            .addSubcommand(SimCommand.commandLine(terminal))
            .addSubcommand(PlanCommand.commandLine(terminal))
            .addSubcommand(new LedgerCommand(terminal))
            .addSubcommand(new TraceCommand(() -> terminal))
            .addSubcommand(new VerifyTracesCommand(terminal))
            .addSubcommand(new SpecsCommand(terminal))
            .addSubcommand(new PauseCommand(terminal));
    // Settings reach the subcommands that are there by now.
    Map<String, IHelpSectionRenderer> sections = commandLine.getHelpSectionMap();
    sections.replaceAll((key, section) -> help -> terminal.shown(section.render(help)));
    return commandLine
        .setHelpSectionMap(sections)
        .setOut(out)
        .setErr(err)
        .setColorScheme(colours(terminal))
        .setUsageHelpWidth(Math.clamp(terminal.width(), NARROWEST_HELP, WIDEST_HELP))
        .registerConverter(Duration.class, Main::duration)
        .setParameterExceptionHandler((error, args) -> misunderstood(error))
        .setExecutionExceptionHandler((error, failed, parsed) -> failed(error, failed));
  }

  /** Picocli's own yellow cannot be read on white; this is the terminal palette's FRAME. */
  private static Help.ColorScheme colours(Terminal terminal) {
    Help.Ansi ansi = terminal.colour() ? Help.Ansi.ON : Help.Ansi.OFF;
    return new Help.ColorScheme.Builder(ansi)
        .commands(Help.Ansi.Style.bold)
        .options(Help.Ansi.Style.fg("67"))
        .parameters(Help.Ansi.Style.fg("67"))
        .build();
  }

  /** Told nothing: says what can be said. */
  @Override
  public Integer call() {
    CommandLine commandLine = Objects.requireNonNull(spec).commandLine();
    Overview.print(commandLine, commandLine.getErr(), terminal);
    return ExitCode.USAGE;
  }

  private static Duration duration(String text) {
    try {
      return Spec.parse(Duration.class, text);
    } catch (SpecException e) {
      throw new TypeConversionException(e.getMessage());
    }
  }

  /** One line for the complaint and one for the help: the whole usage would bury it. */
  private static int misunderstood(ParameterException error) {
    CommandLine commandLine = error.getCommandLine();
    PrintWriter err = commandLine.getErr();
    err.println("fanout: " + error.getMessage());
    UnmatchedArgumentException.printSuggestions(error, err);
    err.println("See ./%s --help".formatted(commandLine.getCommandSpec().qualifiedName()));
    return ExitCode.USAGE;
  }

  private static int failed(Exception error, CommandLine commandLine) {
    commandLine.getErr().println("fanout: " + Columns.printableLines(message(error)));
    return error instanceof SpecException ? ExitCode.USAGE : ExitCode.SOFTWARE;
  }

  private static String message(Exception error) {
    if (error instanceof IOException file) {
      return NamedFile.problem(file);
    }
    return error.getMessage() == null ? error.toString() : error.getMessage();
  }
}
