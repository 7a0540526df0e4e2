package fanout.lab.cli;

import fanout.lab.experiment.Experiment;
import fanout.lab.file.NamedFile;
import fanout.lab.report.IndexPage;
import fanout.lab.result.ExperimentResult;
import fanout.lab.result.ResultFiles;
import fanout.lab.run.ExperimentRun;
import fanout.lab.run.RunFolder;
import fanout.lab.run.Runner;
import fanout.lab.run.StoppedException;
import fanout.lab.trial.Size;
import fanout.lab.trial.Stop;
import fanout.runtime.spec.SpecException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Runs experiments one after another under one seed, each into a folder of its own; one that fails
 * does not stop the rest. For one thread.
 */
final class Series {
  private final RunPlace place;
  private final Size size;
  private final long seed;
  private final Path out;
  private final Stop stop;
  private final Progress line;
  private final PrintWriter err;
  private final List<ExperimentResult> results = new ArrayList<>();
  private final Map<String, String> failed = new LinkedHashMap<>();

  Series(
      RunPlace place, Size size, long seed, Path out, Stop stop, Progress line, PrintWriter err) {
    this.place = place;
    this.size = size;
    this.seed = seed;
    this.out = out;
    this.stop = stop;
    this.line = line;
    this.err = err;
  }

  /** Hears of each result before its folder is written: a full disk must not take the findings. */
  @FunctionalInterface
  interface Heard {
    void of(ExperimentResult result, Path folder);
  }

  /** Runs one, unless everything was told to end. */
  void run(Experiment experiment, Heard heard) {
    String reason = stop.stopped() ? "not begun" : failure(experiment, heard).orElse("");
    if (!reason.isEmpty()) {
      failed.put(experiment.id(), reason);
    }
  }

  /** Takes the result that an earlier run of the same command left, if that ran to its end. */
  boolean keep(Experiment experiment) {
    Path folder = out.resolve(experiment.id());
    if (!Files.exists(folder.resolve(ResultFiles.NAME))) {
      return false;
    }
    try {
      ExperimentResult result = ResultFiles.read(folder);
      boolean same = result.complete() && result.command().equals(command(experiment));
      if (same) {
        results.add(result);
      }
      return same;
    } catch (SpecException e) {
      err.println("fanout: runs again: " + e.getMessage());
      return false;
    }
  }

  /** Why one did not run to its end. */
  private Optional<String> failure(Experiment experiment, Heard heard) {
    Runner runner =
        new Runner(
            place.launcher(),
            (what, share) ->
                line.show("%s %3.0f %%  %s".formatted(experiment.id(), 100 * share, what)),
            stop);
    try {
      ExperimentRun run = runner.run(experiment, size, seed, command(experiment));
      Path folder = out.resolve(experiment.id());
      line.close();
      heard.of(run.result(), folder);
      RunFolder.write(run, folder);
      results.add(run.result());
      return run.result().complete() ? Optional.empty() : Optional.of("ended early");
    } catch (StoppedException e) {
      return told(experiment, String.valueOf(e.getMessage()));
    } catch (IOException e) {
      return told(experiment, "cannot write to %s: %s".formatted(out, NamedFile.problem(e)));
    } catch (Exception e) {
      return told(experiment, e.getMessage() == null ? e.toString() : e.getMessage());
    }
  }

  private Optional<String> told(Experiment experiment, String why) {
    line.close();
    err.println("fanout: %s: %s".formatted(experiment.id(), why));
    return Optional.of(why);
  }

  private String command(Experiment experiment) {
    return "./fanout run %s --%s --seed %d%s"
        .formatted(experiment.id(), size.name(), seed, place.flags());
  }

  /** Links all reports, and names what has none. */
  Path index() throws IOException {
    Map<String, String> without = new LinkedHashMap<>(failed);
    results.forEach(result -> without.remove(result.experiment()));
    Files.createDirectories(out);
    Path page = out.resolve("index.html");
    NamedFile.write(page, () -> IndexPage.write(out, results, without));
    return page;
  }

  /** Where the folders are. */
  Path folder() {
    return out;
  }

  /** In the order in which they came about. */
  List<ExperimentResult> results() {
    return results;
  }

  /** What did not run to its end, by id, and why. */
  Map<String, String> failed() {
    return failed;
  }
}
