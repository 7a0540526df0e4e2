package fanout.lab.compare;

import fanout.lab.result.Estimate;
import fanout.lab.result.ExperimentResult;
import fanout.lab.result.SelfComparison;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What two runs cannot tell from nothing. A run has one floor, that of the figure which decides: in
 * points if that is a share, else relative. The one says nothing of the other.
 *
 * @param points the larger floor of those that are of a share
 * @param perCent the larger floor of those that are relative
 */
record Floors(OptionalDouble points, OptionalDouble perCent) {
  private static final String SHARE = "%";
  private static final String RATIO = "×";

  /** Where there is no floor: as noisy as a machine may be before a run remarks on it. */
  private static final double ASSUMED = 0.1;

  static Floors of(ExperimentResult before, ExperimentResult after) {
    return new Floors(largest(before, after, false), largest(before, after, true));
  }

  /** A run that does not say what its floor is of counts for both kinds. */
  private static OptionalDouble largest(
      ExperimentResult before, ExperimentResult after, boolean relative) {
    return Stream.of(before, after)
        .filter(run -> isOf(relative, run.selfComparison()))
        .mapToDouble(run -> run.noiseFloor().value())
        .max();
  }

  private static boolean isOf(boolean relative, @Nullable SelfComparison again) {
    return again == null || again.measured().unit().equals(RATIO) == relative;
  }

  private static boolean isShare(Estimate figure) {
    return figure.unit().equals(SHARE);
  }

  /** Whether either run has a floor of that kind. */
  boolean cover(Estimate figure) {
    return (isShare(figure) ? points : perCent).isPresent();
  }

  /**
   * In the figure's own unit. Of a figure without a floor a tenth, and of a share a tenth of it or
   * of what it lacks, whichever is less: from 99 % to 90 % is little of it, and ten times what it
   * lacks.
   */
  double noise(Estimate before) {
    double size = Math.abs(before.value());
    if (isShare(before)) {
      double lesser = Math.min(size, Math.abs(100 - before.value()));
      return points.orElse(ASSUMED * lesser);
    }
    return perCent.orElse(100 * ASSUMED) / 100 * size;
  }

  /** Which figures had to do without, and which run does not say what its floor is of. */
  List<String> remarks(
      ExperimentResult before, ExperimentResult after, List<FigureChange> changes) {
    List<String> remarks = new ArrayList<>();
    if (before.selfComparison() == null) {
      remarks.add("the earlier run does not say what its noise floor is of; taken for any figure");
    }
    if (after.selfComparison() == null) {
      remarks.add("the later run does not say what its noise floor is of; taken for any figure");
    }
    String without =
        changes.stream()
            .filter(change -> !cover(change.before()))
            .map(FigureChange::name)
            .collect(Collectors.joining(", "));
    if (!without.isEmpty()) {
      remarks.add("no noise floor of its kind, so a tenth was assumed: " + without);
    }
    return remarks.stream().map(text -> before.experiment() + ": " + text).toList();
  }
}
