package fanout.benchmarks.soak;

/**
 * Two sides of the books that have to be equal.
 *
 * @param name what is counted
 * @param left one side's count
 * @param right the other's
 * @param slack by how much the left may be larger; zero where both are exact
 * @param because why there is a slack; empty where there is none
 */
public record Account(String name, long left, long right, long slack, String because) {
  /** Both sides are exact. */
  static Account exact(String name, long left, long right) {
    return new Account(name, left, right, 0, "");
  }

  /** Whether it adds up. */
  public boolean balanced() {
    return left >= right && left - right <= slack;
  }
}
