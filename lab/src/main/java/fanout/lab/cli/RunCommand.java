package fanout.lab.cli;

import fanout.lab.experiment.Experiment;
import fanout.lab.file.NamedFile;
import fanout.lab.report.IndexPage;
import fanout.lab.result.ExperimentResult;
import fanout.lab.run.ExperimentRun;
import fanout.lab.run.RunFolder;
import fanout.lab.run.Runner;
import fanout.lab.run.StoppedException;
import fanout.lab.terminal.Terminal;
import fanout.lab.trial.Size;
import fanout.lab.trial.Stop;
import fanout.runtime.spec.SpecException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code run}: experiments. */
@Command(
    name = "run",
    description = "Runs experiments: prediction, interleaved trials, intervals, verdict.",
    footerHeading = "%nExamples%n",
    footer = {
      "  ./fanout run dashboard",
      "  ./fanout run tail-amplification timeouts --full --seed 7",
      "  ./fanout run --all --out results",
      "",
      "Each run leaves a folder: report.html, results.json, results.csv, trials.csv, latency.hlog,",
      "traces. Several runs leave an index.html above them.",
      "Ctrl-C ends a run with the rounds that are complete.",
      "",
      "Exit status: 0 all ran, whatever the verdicts; 1 one failed or was ended early;",
      "2 a flag was not understood."
    })
final class RunCommand extends LabCommand {
  @Parameters(paramLabel = "ID", arity = "0..*", description = "Experiments; see ./fanout list.")
  private List<String> ids = List.of();

  @Option(names = "--all", description = "All experiments.")
  private boolean all;

  @ArgGroup private Extent extent = new Extent();

  @Option(
      names = "--seed",
      paramLabel = "SEED",
      description = "Root of all random draws; made up and printed where it is not given.")
  private @Nullable Long seed;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      defaultValue = "fanout-results",
      description =
          "Where the folders of the runs are made, one for each experiment (default:"
              + " ${DEFAULT-VALUE}).")
  private Path out = Path.of("");

  private final List<ExperimentResult> results = new ArrayList<>();

  @ArgGroup private RunPlace place = new RunPlace();

  /** How much is run. */
  static final class Extent {
    @Option(names = "--quick", description = "Under 15 s each on 2 cores; this is the default.")
    private boolean quick;

    @Option(names = "--full", description = "For figures that someone would quote.")
    private boolean full;

    @Option(names = "--miniature", hidden = true, description = "Only shows that it works.")
    private boolean miniature;

    Size size() {
      Size other = miniature ? Size.MINIATURE : Size.QUICK;
      return full && !quick ? Size.FULL : other;
    }
  }

  RunCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  public Integer call() throws IOException {
    SpecException.require(
        all == ids.isEmpty(), "ID", all ? "--all" : "none", "experiments by name, or --all");
    List<Experiment> chosen =
        all ? Experiment.all() : ids.stream().distinct().map(Experiment::of).toList();
    long root = seed(seed);
    Stop stop = new Stop();
    Map<String, String> failed = new LinkedHashMap<>();
    try (Interruption interruption = new Interruption();
        Progress line = Progress.on(err())) {
      interruption.ends(stop::stop);
      for (Experiment experiment : chosen) {
        String reason =
            stop.stopped() ? "not begun" : failure(experiment, root, stop, line).orElse("");
        if (!reason.isEmpty()) {
          failed.put(experiment.id(), reason);
        }
      }
    }
    if (chosen.size() > 1) {
      index(failed);
    }
    if (!failed.isEmpty() && chosen.size() > 1) {
      err().println("fanout: not run to the end: " + String.join(", ", failed.keySet()));
    }
    return failed.isEmpty() ? ExitCode.OK : ExitCode.SOFTWARE;
  }

  private void index(Map<String, String> failed) throws IOException {
    Map<String, String> without = new LinkedHashMap<>(failed);
    results.forEach(result -> without.remove(result.experiment()));
    Files.createDirectories(out);
    NamedFile.write(
        out.resolve("index.html"),
        () -> screen().fact("index", IndexPage.write(out, results, without).toString()));
  }

  /** Why one did not run to its end; that does not stop the rest. */
  private Optional<String> failure(Experiment experiment, long root, Stop stop, Progress line) {
    Runner runner =
        new Runner(
            place.launcher(),
            (what, share) ->
                line.show("%s %3.0f %%  %s".formatted(experiment.id(), 100 * share, what)),
            stop);
    try {
      ExperimentRun run = runner.run(experiment, extent.size(), root, command(experiment, root));
      Path folder = out.resolve(experiment.id());
      line.close();
      // Shown before it is written: a disk that is full must not take the findings with it.
      new RunText(screen()).print(run.result(), folder);
      RunFolder.write(run, folder);
      results.add(run.result());
      return run.result().complete() ? Optional.empty() : Optional.of("ended early");
    } catch (StoppedException e) {
      return told(experiment, line, String.valueOf(e.getMessage()));
    } catch (IOException e) {
      return told(experiment, line, "cannot write to %s: %s".formatted(out, e.getMessage()));
    } catch (Exception e) {
      return told(experiment, line, e.getMessage() == null ? e.toString() : e.getMessage());
    }
  }

  private Optional<String> told(Experiment experiment, Progress line, String why) {
    line.close();
    err().println("fanout: %s: %s".formatted(experiment.id(), why));
    return Optional.of(why);
  }

  private String command(Experiment experiment, long root) {
    return "./fanout run %s --%s --seed %d%s"
        .formatted(experiment.id(), extent.size().name(), root, place.flags());
  }
}
