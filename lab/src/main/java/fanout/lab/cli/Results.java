package fanout.lab.cli;

import fanout.lab.experiment.Experiment;
import fanout.lab.result.ExperimentResult;
import fanout.lab.result.ResultFiles;
import fanout.runtime.spec.SpecException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Finds the results that a path means. */
final class Results {
  /** The folder of one of many seeds begins with that, and ends with the seed. */
  static final String SEED = "seed-";

  private Results() {}

  /**
   * Reads a {@code results.json}, the folder that has one, or all folders with one just below, in
   * the order of the catalogue.
   *
   * @throws SpecException if there is none, or one cannot be read
   */
  static List<ExperimentResult> read(Path path) {
    SpecException.require(Files.exists(path), "run", path, "a folder or a file that exists");
    if (!Files.isDirectory(path) || Files.exists(path.resolve(ResultFiles.NAME))) {
      return List.of(ResultFiles.read(path));
    }
    List<Path> folders = below(path, folder -> Files.exists(folder.resolve(ResultFiles.NAME)));
    SpecException.require(
        !folders.isEmpty(),
        "run",
        path,
        "a folder with %s in or below it".formatted(ResultFiles.NAME));
    return inOrder(folders.stream().map(ResultFiles::read));
  }

  /**
   * Reads the runs of many seeds, the experiments in the order of the catalogue.
   *
   * @param path that has a folder for each seed
   * @throws SpecException if there is none, or one cannot be read
   */
  static List<ExperimentResult> readSeeds(Path path) {
    SpecException.require(Files.isDirectory(path), "DIR", path, "a folder that exists");
    List<Path> seeds = below(path, folder -> folder.getFileName().toString().startsWith(SEED));
    SpecException.require(
        !seeds.isEmpty(),
        "DIR",
        path,
        "a folder with folders seed-N, as ./fanout run --repeat makes");
    return inOrder(seeds.stream().flatMap(seed -> read(seed).stream()));
  }

  private static List<ExperimentResult> inOrder(Stream<ExperimentResult> results) {
    List<String> catalogue = Experiment.all().stream().map(Experiment::id).toList();
    return results
        .sorted(
            Comparator.<ExperimentResult>comparingInt(result -> place(catalogue, result))
                .thenComparingLong(ExperimentResult::seed))
        .toList();
  }

  /** What the catalogue does not know comes last. */
  private static int place(List<String> catalogue, ExperimentResult result) {
    int place = catalogue.indexOf(result.experiment());
    return place < 0 ? catalogue.size() : place;
  }

  private static List<Path> below(Path path, Predicate<Path> wanted) {
    try (Stream<Path> below = Files.list(path)) {
      return below.filter(wanted).sorted().toList();
    } catch (IOException e) {
      throw new SpecException("run", path, "a folder that can be read", e);
    }
  }
}
