package fanout.lab.trace;

import fanout.lab.terminal.Durations;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/**
 * Maps the time since a trace began to columns. Immutable and thread-safe.
 *
 * @param nanos what the whole width stands for, above zero
 * @param columns how wide it is, above zero
 */
record TimeScale(long nanos, int columns) {
  /** Parts of a column that a block character can tell apart. */
  static final int PARTS = 8;

  /** Room that a tick's label asks for. */
  private static final int TICK_COLUMNS = 6;

  /**
   * A mark on the axis.
   *
   * @param column where it stands
   * @param label a number; the first one carries the unit of all
   */
  record Tick(int column, String label) {}

  /** The eighth of a column that is nearest to a moment, from 0 to the right edge. */
  int part(long sinceStart) {
    long parts = Math.round((double) sinceStart * columns * PARTS / nanos);
    return Math.toIntExact(Math.clamp(parts, 0, (long) columns * PARTS));
  }

  /** Ticks at multiples of 1, 2 or 5 times a power of ten: the finest for which there is room. */
  List<Tick> ticks() {
    Durations.Unit unit = Durations.unit(nanos);
    BigDecimal step = BigDecimal.valueOf(step());
    BigDecimal divisor = BigDecimal.valueOf(unit.nanos());
    List<Tick> ticks = new ArrayList<>(List.of(new Tick(0, "0 " + unit.symbol())));
    for (BigDecimal at = step; at.longValue() < nanos; at = at.add(step)) {
      int column = part(at.longValue()) / PARTS;
      String label = at.divide(divisor).stripTrailingZeros().toPlainString();
      if (column + label.length() <= columns) {
        ticks.add(new Tick(column, label));
      }
    }
    return ticks;
  }

  private long step() {
    long power = 1;
    while (true) {
      for (int factor : new int[] {1, 2, 5}) {
        long step = factor * power;
        if ((double) step * columns >= (double) nanos * TICK_COLUMNS
            || step > Long.MAX_VALUE / 20) {
          return step;
        }
      }
      power *= 10;
    }
  }
}
