package fanout.lab.compare;

import fanout.lab.result.Better;
import fanout.lab.result.Estimate;

/**
 * One figure in two runs.
 *
 * @param experiment whose figure it is
 * @param name of the finding, or {@code variant / figure} of the table
 * @param finding whether a finding rests on it
 * @param better which way one would like it to move
 * @param before the earlier run's
 * @param after the later run's
 * @param change what became of it
 */
public record FigureChange(
    String experiment,
    String name,
    boolean finding,
    Better better,
    Estimate before,
    Estimate after,
    Change change) {
  /** Compares a figure. */
  static FigureChange of(Key key, boolean finding, Better better, Estimate before, Estimate after) {
    Change change = Change.of(before, after, better);
    return new FigureChange(key.experiment(), key.name(), finding, better, before, after, change);
  }

  /** The same figure judged with another opinion on what is better. */
  FigureChange with(Better opinion) {
    return new FigureChange(
        experiment, name, finding, opinion, before, after, Change.of(before, after, opinion));
  }

  /** What names the figure in both runs. */
  public Key key() {
    return new Key(experiment, name);
  }

  /**
   * A figure's name.
   *
   * @param experiment whose it is
   * @param name within the experiment
   */
  public record Key(String experiment, String name) {
    @Override
    public String toString() {
      return experiment + ": " + name;
    }
  }

  /** What one of the runs cannot tell from nothing, in the figure's unit. */
  public double noise() {
    return Change.noise(before, after);
  }

  /** By how much it moved, in per cent of the earlier value; not finite where that was zero. */
  public double percent() {
    return 100 * (after.value() - before.value()) / Math.abs(before.value());
  }
}
