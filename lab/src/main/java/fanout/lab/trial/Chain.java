package fanout.lab.trial;

import fanout.lab.stats.Sample;
import java.time.Duration;

/**
 * Times what takes nanoseconds: a chain of calls, each of which has the result of the one before as
 * its argument. A compiler can neither leave out a call nor make two at a time, and where the chain
 * ends is checked against arithmetic: had it found a way, the measurement would fail. What is left
 * of the traps of such measurements:
 *
 * <ul>
 *   <li>One loop runs all kinds of links. Once it has seen several it can inline none, so that each
 *       pays for a call; that is what the warm-up rounds are for.
 *   <li>The clock is read once for many calls, and the median of many slices is taken: a slice in
 *       which the machine did something else does not count for more than one.
 * </ul>
 *
 * <p>The links compute {@code x' = a x + c} modulo 2⁶⁴ (Knuth's MMIX), whose value after any number
 * of steps takes logarithmic time (Brown, Random Number Generation with Arbitrary Strides, 1994).
 */
public final class Chain {
  private static final long A = 6_364_136_223_846_793_005L;
  private static final long C = 1_442_695_040_888_963_407L;
  private static final int SLICES = 20;
  private static final int MOST = 1 << 28;

  /**
   * To the compiler an array's elements are no constants: it folds many steps by those into one.
   */
  private static final long[] STEP = {A, C};

  private Chain() {}

  /** A way to come from one value of the chain to the next, by {@link #next} in the end. */
  @FunctionalInterface
  public interface Link {
    /** Gives {@code next(x)}, by whatever detour is to be timed. */
    long apply(long x);
  }

  /** The next value. */
  public static long next(long x) {
    return STEP[0] * x + STEP[1];
  }

  /** The value so many calls later. */
  static long after(long x, long calls) {
    long a = 1;
    long c = 0;
    long stepA = A;
    long stepC = C;
    for (long left = calls; left > 0; left >>>= 1) {
      if ((left & 1) == 1) {
        a *= stepA;
        c = c * stepA + stepC;
      }
      stepC *= stepA + 1;
      stepA *= stepA;
    }
    return a * x + c;
  }

  /**
   * Times a link.
   *
   * @param length about as long as that takes; some fifth of it more to find out how many calls
   *     that is
   * @return nanoseconds for each call
   * @throws IllegalStateException if the calls that were timed were not made
   */
  public static double nanos(Link link, Duration length) {
    long x = System.nanoTime();
    int calls = callsIn(length.toNanos() / SLICES, link, x);
    double[] nanos = new double[SLICES];
    for (int i = 0; i < SLICES; i++) {
      nanos[i] = time(link, x, calls) / (double) calls;
      x = after(x, calls);
    }
    return Sample.median(nanos);
  }

  /**
   * Doubles until the clock is exact enough, then takes as many as fill the time. Of two tries the
   * quicker counts: one that a pause of the machine has filled would leave too few calls to time.
   */
  private static int callsIn(long nanos, Link link, long from) {
    for (int calls = 1; ; calls *= 2) {
      long took = Math.min(time(link, from, calls), time(link, from, calls));
      if (2 * took >= nanos || calls >= MOST) {
        return (int) Math.clamp(calls * (double) nanos / Math.max(1, took), 1, MOST);
      }
    }
  }

  private static long time(Link link, long from, int calls) {
    long x = from;
    long begin = System.nanoTime();
    for (int i = 0; i < calls; i++) {
      x = link.apply(x);
    }
    long took = System.nanoTime() - begin;
    if (x != after(from, calls)) {
      throw new IllegalStateException("some of %d calls were not made".formatted(calls));
    }
    return took;
  }

  /**
   * How not to do it: calls whose results nobody uses, in a loop that a compiler may find empty.
   *
   * @return nanoseconds for each call, or so it seems
   */
  public static double nanosOfNothing(int calls) {
    double[] nanos = new double[SLICES];
    for (int i = 0; i < SLICES; i++) {
      long begin = System.nanoTime();
      drop(calls);
      nanos[i] = (System.nanoTime() - begin) / (double) calls;
    }
    return Sample.median(nanos);
  }

  @SuppressWarnings({"UnusedVariable", "CheckReturnValue"})
  private static void drop(int calls) {
    for (int i = 0; i < calls; i++) {
      long unused = next(i);
    }
  }
}
