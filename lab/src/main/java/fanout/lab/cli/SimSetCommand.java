package fanout.lab.cli;

import fanout.lab.client.SimulatorClient;
import fanout.lab.terminal.Terminal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sim set}: lays a behaviour over the one that backends started with. */
@Command(name = "set", description = "Changes how backends behave, until reset or for a while.")
final class SimSetCommand extends SimulatorCommand {
  @Parameters(
      paramLabel = "[BACKEND] BEHAVIOR",
      hideParamSyntax = true,
      arity = "1..2",
      description = {
        "The backend, all of them where it is left out; and what differs from its start-up,",
        "for example latency=300ms,error=UNAVAILABLE@10%%."
      })
  private List<String> words = List.of();

  @Option(
      names = "--ttl",
      paramLabel = "TIME",
      description = "After this long the change goes away by itself, for example 30s.")
  private @Nullable Duration timeToLive;

  SimSetCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  void run(SimulatorClient simulator, Format format) {
    String backend = words.size() == 2 ? words.getFirst() : SimulatorClient.ALL;
    Behaviors.print(
        simulator.set(backend, words.getLast(), Optional.ofNullable(timeToLive)),
        format,
        screen(),
        out());
  }
}
