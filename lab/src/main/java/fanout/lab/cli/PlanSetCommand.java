package fanout.lab.cli;

import fanout.lab.client.PlanClient;
import fanout.lab.terminal.Terminal;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code plan set}: lays a plan over the one that the aggregator started with. */
@Command(name = "set", description = "Changes the plan, until reset or for a while.")
final class PlanSetCommand extends PlansCommand {
  @Parameters(
      paramLabel = "PLAN",
      description = {
        "What differs from the plan of its start,",
        "for example \"strategy=sequential; orders:limit=100ms\"."
      })
  private String plan = "";

  @Option(
      names = "--ttl",
      paramLabel = "TIME",
      description = "After this long the change goes away by itself, for example 30s.")
  private @Nullable Duration timeToLive;

  PlanSetCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  void run(PlanClient plans, Format format) {
    PlanLayers.print(plans.set(plan, Optional.ofNullable(timeToLive)), format, screen(), out());
  }
}
