package fanout.aggregator.hedge;

import java.util.Arrays;
import java.util.List;

/**
 * Finds the delays that buy the shortest tail for the extra calls allowed.
 *
 * <p>It minimises {@code ¾ ln t99 + ¼ ln t99.9 + ln(1 + load)} over all plans with {@code load <=
 * allowed}, where {@code t99} and {@code t99.9} are quantiles of a call with its hedges, over all
 * races together. Both quantiles count, because to hedge for the one alone spoils the other; the
 * last term makes one per cent of load worth one per cent of tail, so that latencies without a tail
 * are left alone.
 *
 * <p>A plan is described by the load of each hedge of each race: the hedge is due at the first time
 * that the calls still open are no more than its load. Such a plan never exceeds what is allowed,
 * and a step of the search moves some load from one hedge to another, or saves it, if that lowers
 * the cost. Steps begin at half the load and are halved. Not thread-safe.
 */
final class PlanSearch {
  private static final double[] LEVELS = {0.01, 0.001};
  private static final double[] WEIGHTS = {0.75, 0.25};
  private static final int HALVINGS = 7;
  private static final int MOST_ROUNDS = 6;
  private static final double PRECISION = 1.002;

  private final List<Race> races;
  private final int hedges;
  private final double latest;
  private final double[][] delays;
  private final double[] loads;

  private PlanSearch(List<Race> races, double allowed) {
    this.races = races;
    this.hedges = races.getFirst().hedges();
    this.latest = races.stream().mapToDouble(race -> race.attempts()[0].end()).max().orElseThrow();
    this.delays = new double[races.size()][hedges];
    this.loads = new double[races.size() * hedges + 1]; // the last is saved
    for (int race = 0; race < races.size(); race++) {
      loads[race * hedges] = allowed * races.get(race).weight();
    }
  }

  /**
   * Searches for the best plans.
   *
   * @param races with the same number of hedges each, and weights that add up to 1
   * @param allowed the most extra calls for each call
   * @return for each race and each of its hedges the delay in nanoseconds, or {@link Race#NEVER}
   */
  static double[][] best(List<Race> races, double allowed) {
    return races.isEmpty() ? new double[0][] : new PlanSearch(races, allowed).search(allowed);
  }

  private double[][] search(double allowed) {
    for (double[] race : delays) {
      Arrays.fill(race, Race.NEVER);
    }
    double unhedged = cost();
    for (int race = 0; race < races.size(); race++) {
      place(race);
    }
    double cost = cost();
    double step = allowed / 2;
    for (int halving = 0; halving < HALVINGS; halving++) {
      double before = Double.POSITIVE_INFINITY;
      for (int round = 0; round < MOST_ROUNDS && cost < before; round++) {
        before = cost;
        cost = round(step, cost);
      }
      step /= 2;
    }
    if (cost >= unhedged) {
      for (double[] race : delays) {
        Arrays.fill(race, Race.NEVER);
      }
    }
    return delays;
  }

  /** Tries every move of this size once. */
  private double round(double step, double start) {
    double cost = start;
    for (int from = 0; from < loads.length; from++) {
      for (int to = 0; to < loads.length; to++) {
        if (from != to && loads[from] >= step) {
          move(from, to, step);
          double moved = cost();
          if (moved < cost) {
            cost = moved;
          } else {
            move(to, from, step);
          }
        }
      }
    }
    return cost;
  }

  private void move(int from, int to, double step) {
    loads[from] -= step;
    loads[to] += step;
    for (int changed : new int[] {from, to}) {
      if (changed < loads.length - 1) {
        place(changed / hedges);
      }
    }
  }

  /** Turns the loads of a race's hedges into delays. */
  private void place(int index) {
    Race race = races.get(index);
    Arrays.fill(delays[index], Race.NEVER);
    double earliest = 1;
    for (int hedge = 0; hedge < hedges; hedge++) {
      double open = loads[index * hedges + hedge] / race.weight();
      if (open <= 0 || race.outlasts(delays[index], latest) > open) {
        return;
      }
      earliest = least(race, delays[index], earliest, open);
      delays[index][hedge] = earliest;
    }
  }

  /** The least time from {@code earliest} on that a race outlasts with at most {@code open}. */
  private double least(Race race, double[] delays, double earliest, double open) {
    if (race.outlasts(delays, earliest) <= open) {
      return earliest;
    }
    double low = earliest;
    double high = latest;
    while (high > low * PRECISION) {
      double middle = Math.sqrt(low * high);
      if (race.outlasts(delays, middle) <= open) {
        high = middle;
      } else {
        low = middle;
      }
    }
    return high;
  }

  private double cost() {
    double load = 0;
    for (int race = 0; race < delays.length; race++) {
      load += races.get(race).weight() * races.get(race).load(delays[race]);
    }
    double cost = Math.log1p(load);
    for (int level = 0; level < LEVELS.length; level++) {
      cost += WEIGHTS[level] * Math.log(quantile(LEVELS[level]));
    }
    return cost;
  }

  /** The time that a call outlasts with probability {@code level}. */
  private double quantile(double level) {
    double beyond = outlasts(latest);
    if (beyond > level) {
      return latest * beyond / level; // as if the tail went on as 1/t
    }
    double low = 1;
    double high = latest;
    while (high > low * PRECISION) {
      double middle = Math.sqrt(low * high);
      if (outlasts(middle) <= level) {
        high = middle;
      } else {
        low = middle;
      }
    }
    return high;
  }

  private double outlasts(double time) {
    double sum = 0;
    for (int race = 0; race < delays.length; race++) {
      sum += races.get(race).weight() * races.get(race).outlasts(delays[race], time);
    }
    return sum;
  }
}
