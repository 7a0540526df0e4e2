package fanout.lab.run;

import fanout.lab.stats.NoiseFloor;
import fanout.lab.stats.WarmUp;
import fanout.lab.trial.Arm;
import fanout.lab.trial.Design;
import fanout.lab.trial.Figure;
import fanout.lab.trial.Measurements;
import fanout.lab.trial.Observation;
import fanout.lab.trial.Shown;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a reader has to know about how a run went. */
final class Remarks {
  /** From this noise on the machine was too busy for figures that someone would quote. */
  private static final double NOISY = 0.1;

  private Remarks() {}

  /** Of a share, what it is of a hundred points. */
  private static double relative(Measurements measured, Figure figure) {
    NoiseFloor floor = measured.noise(figure);
    double whole =
        figure.isShare()
            ? 100
            : Math.abs(measured.usual(measured.design().twice(), figure).value());
    return floor.absolute() ? floor.size() / whole : floor.size();
  }

  static List<String> on(Rounds rounds, Measurements measured, Figure figure) {
    List<String> remarks = new ArrayList<>();
    double size = relative(measured, figure);
    if (size > NOISY) {
      remarks.add(
          "The machine was too noisy: one variant against itself differed by up to %s %%."
              .formatted(Shown.number(100 * size)));
    }
    long far = measured.farOut(figure);
    if (far > 0) {
      remarks.add(
          "More than three interquartile ranges out in %s: %d of the trials; they are in every figure."
              .formatted(figure.name(), far));
    }
    failures(measured).ifPresent(remarks::add);
    int planned = measured.design().trials();
    if (rounds.complete() < planned) {
      remarks.add(
          (rounds.outOfTime()
                  ? "Rounds were slow here, and the time of this size was up after %d of %d."
                  : "Ended early: %d of %d rounds are complete, and only those count.")
              .formatted(rounds.complete(), planned));
    }
    return remarks;
  }

  /**
   * Requests that failed may be what an experiment is about, or the reason why it found nothing.
   */
  private static Optional<String> failures(Measurements measured) {
    String failures =
        measured.design().arms().stream()
            .map(Arm::name)
            .filter(arm -> measured.has(arm, Figure.FAILED))
            .filter(arm -> measured.mean(arm, Figure.FAILED).value() > 0)
            .map(arm -> "%s of “%s”".formatted(Shown.value(measured.mean(arm, Figure.FAILED)), arm))
            .collect(Collectors.joining(", "));
    return failures.isEmpty() ? Optional.empty() : Optional.of("Failed: " + failures + ".");
  }

  /** What was left out at the beginning, and whether that was enough. */
  static String warmUp(Rounds rounds, Design design, Figure figure) {
    String left =
        switch (design.warmUps()) {
          case 0 -> "No round was left out";
          case 1 -> "One round of every variant was left out";
          default -> "%d rounds of every variant were left out".formatted(design.warmUps());
        };
    double[] series =
        Stream.concat(
                observations(rounds.warmUps(), design.twice()),
                observations(rounds.trials(), design.twice()))
            .mapToDouble(observation -> observation.get(figure))
            .toArray();
    int unsettled = WarmUp.length(series);
    String enough =
        unsettled <= design.warmUps()
            ? "; by MSER the rest had settled (%s of “%s”)."
            : "; MSER would have left out %d (%%s of “%%s”): the figures include some warm-up."
                .formatted(unsettled);
    return left + enough.formatted(figure.name(), design.twice());
  }

  private static Stream<Observation> observations(
      java.util.Map<String, List<Observation>> all, String arm) {
    return all.getOrDefault(arm, List.of()).stream();
  }
}
