package fanout.lab.cli;

import fanout.lab.experiment.Experiment;
import fanout.lab.result.ExperimentResult;
import fanout.lab.stability.Stability;
import fanout.lab.terminal.Terminal;
import fanout.lab.trial.Size;
import fanout.lab.trial.Stop;
import fanout.runtime.spec.SpecException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
      "  ./fanout run --all --repeat 10 --seed 1 --out steady",
      "",
      "Each run leaves a folder: report.html, results.json, results.csv, trials.csv, latency.hlog,",
      "traces. Several runs leave an index.html above them.",
      "Ctrl-C or SIGTERM ends a run with the rounds that are complete; the report says so.",
      "",
      "Exit status: 0 all ran, whatever the verdicts; 1 one failed; 2 a flag was not understood;",
      "3 with --repeat, verdicts or A/A comparisons did not hold (see ./fanout stability);",
      "130, 143 ended early by Ctrl-C, SIGTERM."
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
      names = "--repeat",
      paramLabel = "TIMES",
      description =
          "Everything so often, with seeds from --seed on, in folders seed-N below --out; then what"
              + " the runs say together. Run again, it goes on where it was interrupted: whole runs"
              + " of the same command are kept.")
  private @Nullable Integer repeat;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      defaultValue = "fanout-results",
      description =
          "Where the folders of the runs are made, one for each experiment (default:"
              + " ${DEFAULT-VALUE}).")
  private Path out = Path.of("");

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
    int times = repeat == null ? 1 : repeat;
    SpecException.require(times > 0, "--repeat", times, "1 or more");
    SpecException.require(
        repeat == null || seed != null,
        "--seed",
        "none",
        "the first seed of --repeat, by which an interrupted command finds what it has");
    writable(out);
    long root = seed(seed);
    Stop stop = new Stop();
    // The process may end as soon as the interruption is closed: all is written by then.
    try (Interruption interruption = new Interruption();
        Progress line = Progress.on(err(), terminal())) {
      interruption.ends(stop::stop);
      if (repeat == null) {
        return once(chosen, new Series(place, extent.size(), root, out, stop, line, err()));
      }
      List<Series> all = new ArrayList<>();
      for (long one = root; one < root + times; one++) {
        Path folder = out.resolve(Results.SEED + one);
        Series series = new Series(place, extent.size(), one, folder, stop, line, err());
        again(chosen, one, series);
        all.add(series);
      }
      return together(all);
    }
  }

  /** Asked before the run, not after it. */
  private static void writable(Path folder) {
    String allowed = "a directory that can be made and written to";
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new SpecException("--out", folder, allowed, e);
    }
    SpecException.require(Files.isWritable(folder), "--out", folder, allowed);
  }

  private int once(List<Experiment> chosen, Series series) throws IOException {
    RunText text = new RunText(screen());
    chosen.forEach(experiment -> series.run(experiment, text::print));
    if (chosen.size() > 1) {
      screen().fact("index", series.index().toString());
      unfinished(series.failed().keySet());
    }
    return series.failed().isEmpty() ? ExitCode.OK : ExitCode.SOFTWARE;
  }

  private void unfinished(Iterable<String> names) {
    String text = String.join(", ", names);
    if (!text.isEmpty()) {
      err().println("fanout: not run to the end: " + text);
    }
  }

  /** Everything under one seed, with a line for each result. */
  private void again(List<Experiment> chosen, long one, Series series) throws IOException {
    for (Experiment experiment : chosen) {
      String label = "seed %d  %s".formatted(one, experiment.id());
      if (series.keep(experiment)) {
        screen().prose(label + ": kept from before");
      } else {
        series.run(
            experiment,
            (result, folder) ->
                screen()
                    .prose("%s: %s, %.1f s".formatted(label, result.verdict(), result.seconds())));
      }
    }
    if (!series.results().isEmpty()) {
      series.index();
    }
  }

  /** What all seeds say together; nothing where some are not there. */
  private int together(List<Series> all) {
    List<String> failed =
        all.stream()
            .flatMap(
                series -> series.failed().keySet().stream().map(id -> series.folder() + "/" + id))
            .toList();
    if (!failed.isEmpty()) {
      unfinished(failed);
      err().println("fanout: the same command goes on from here");
      return ExitCode.SOFTWARE;
    }
    List<ExperimentResult> results = all.stream().flatMap(s -> s.results().stream()).toList();
    Stability stability = Stability.of(results);
    screen().blank();
    new StabilityScreen(screen()).print(stability);
    return stability.holds() ? ExitCode.OK : StabilityCommand.UNSTABLE;
  }
}
