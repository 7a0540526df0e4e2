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
import java.util.stream.Stream;

/** Finds the results that a path means. */
final class Results {
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
    List<Path> folders = folders(path);
    SpecException.require(
        !folders.isEmpty(),
        "run",
        path,
        "a folder with %s in or below it".formatted(ResultFiles.NAME));
    List<String> catalogue = Experiment.all().stream().map(Experiment::id).toList();
    return folders.stream()
        .map(ResultFiles::read)
        .sorted(Comparator.comparingInt(result -> place(catalogue, result)))
        .toList();
  }

  /** What the catalogue does not know comes last. */
  private static int place(List<String> catalogue, ExperimentResult result) {
    int place = catalogue.indexOf(result.experiment());
    return place < 0 ? catalogue.size() : place;
  }

  private static List<Path> folders(Path path) {
    try (Stream<Path> below = Files.list(path)) {
      return below.filter(f -> Files.exists(f.resolve(ResultFiles.NAME))).sorted().toList();
    } catch (IOException e) {
      SpecException told = new SpecException("run", path, "a folder that can be read");
      told.initCause(e);
      throw told;
    }
  }
}
