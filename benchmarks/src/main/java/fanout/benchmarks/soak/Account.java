package fanout.benchmarks.soak;

/**
 * Two sides of the books that have to be equal.
 *
 * @param name what is counted
 * @param left one side's count
 * @param right the other's
 */
public record Account(String name, long left, long right) {
  /** Whether it adds up. */
  public boolean balanced() {
    return left == right;
  }
}
