package fanout.lab.result;

import java.util.List;

/**
 * A plot, as data.
 *
 * @param title what it shows
 * @param x horizontal axis
 * @param y vertical axis
 * @param series in the order of the legend
 */
public record Chart(String title, Axis x, Axis y, List<Series> series) {
  /**
   * An axis.
   *
   * @param label what is on it
   * @param unit of its values; empty for none
   * @param scale how values are laid out
   * @param categories names of the positions 0, 1, 2, … of a {@link Scale#CATEGORY} axis; else
   *     empty
   */
  public record Axis(String label, String unit, Scale scale, List<String> categories) {}

  /** How values are laid out on an axis. */
  public enum Scale {
    LINEAR,
    LOG,
    CATEGORY
  }

  /**
   * One line, or one group of bars on a {@link Scale#CATEGORY} axis.
   *
   * @param name in the legend
   * @param kind where its points come from
   * @param points by ascending x
   */
  public record Series(String name, Kind kind, List<Point> points) {}

  /** Where the points of a series come from; a report draws each kind in a way of its own. */
  public enum Kind {
    MEASURED,
    WRONG_TWIN,
    THEORY,
    PUBLISHED
  }

  /**
   * A point with its 95 % interval; {@code low = y = high} where there is none.
   *
   * @param x position, the category's index on a {@link Scale#CATEGORY} axis
   */
  public record Point(double x, double y, double low, double high) {}
}
