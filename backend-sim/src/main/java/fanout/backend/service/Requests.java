package fanout.backend.service;

import fanout.runtime.spec.SpecException;
import fanout.v1.Shard;

/** What every backend checks before it works for a request. */
final class Requests {
  private Requests() {}

  /**
   * Checks a request for one user.
   *
   * @param where what stands before the field's name, for example {@code requests[2].}
   * @throws SpecException naming the field that is invalid
   */
  static void check(String where, String userId, Shard shard) {
    SpecException.require(
        !userId.isEmpty(), where + "user_id", userId, "any text that is not empty");
    // Both are unsigned on the wire: what looks negative is larger than any count.
    SpecException.require(
        shard.getCount() >= 0,
        where + "shard.count",
        unsigned(shard.getCount()),
        "0 to 2147483647");
    int count = Math.max(1, shard.getCount());
    SpecException.require(
        shard.getIndex() >= 0 && shard.getIndex() < count,
        where + "shard.index",
        unsigned(shard.getIndex()),
        "0 to " + (count - 1));
  }

  /** Where an element of a batch stands. */
  static String element(int index) {
    return "requests[" + index + "].";
  }

  private static String unsigned(int value) {
    return Integer.toUnsignedString(value);
  }
}
