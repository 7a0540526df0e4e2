package fanout.lab.cli;

import fanout.lab.terminal.Terminal;
import java.io.PrintWriter;
import java.security.SecureRandom;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** What every command has: a terminal to write for and the writers of its command line. */
@Command(mixinStandardHelpOptions = true, sortOptions = false)
abstract class LabCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Spec private @Nullable CommandSpec spec;

  LabCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  final Terminal terminal() {
    return terminal;
  }

  final Screen screen() {
    return new Screen(out(), terminal);
  }

  final PrintWriter out() {
    return Objects.requireNonNull(spec).commandLine().getOut();
  }

  final PrintWriter err() {
    return Objects.requireNonNull(spec).commandLine().getErr();
  }

  /** The root of all random draws: as given, else made up, to be shown to the user. */
  static long seed(@Nullable Long given) {
    return given == null ? new SecureRandom().nextInt(Integer.MAX_VALUE) : given;
  }
}
