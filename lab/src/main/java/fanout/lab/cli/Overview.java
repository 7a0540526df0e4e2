package fanout.lab.cli;

import fanout.lab.terminal.Line;
import fanout.lab.terminal.Style;
import fanout.lab.terminal.Terminal;
import java.io.PrintWriter;
import picocli.CommandLine;

/** What {@code ./fanout} says when it is told nothing: what to type first. */
final class Overview {
  private static final int LABEL = 10;

  private Overview() {}

  static void print(CommandLine commandLine, PrintWriter out, Terminal terminal) {
    Screen screen = new Screen(out, terminal);
    screen.line(
        Line.of("fanout", Style.STRONG)
            .plus("  what does a gRPC fan-out cost, in turn or all at once?", Style.PLAIN));
    screen.blank();
    screen.heading("Start here");
    example(screen, "demo", "numbers and traces, in 10 s");
    example(screen, "call --embedded --strategy sequential", "one request, its waterfall");
    example(screen, "up", "a testbed that stays");
    example(screen, "sim set orders latency=300ms", "makes a backend slow");
    example(screen, "call --limit 100ms", "… and cuts it off");
    screen.blank();
    screen.heading("Commands");
    commandLine
        .getSubcommands()
        .forEach(
            (name, command) ->
                screen.fact(name, command.getCommandSpec().usageMessage().description()[0], LABEL));
    screen.blank();
    screen.prose("./fanout COMMAND --help tells more.");
    screen.prose("./fanout bench measures the testbed itself; ./fanout soak torments it.");
  }

  private static void example(Screen screen, String command, String what) {
    screen.line(
        Line.of("  ./fanout " + command, Style.FRAME).padded(50).plus(" " + what, Style.DIM));
  }
}
