package fanout.benchmarks.soak;

import io.grpc.Status;
import java.util.List;
import java.util.Map;

/**
 * What a soak came to.
 *
 * @param deaths of backends
 * @param byCode the caller's calls by how they ended
 * @param hops what became of the attempts of each
 * @param accounts all of them
 * @param vitals at rest, after each cycle; the first one is after the warm-up
 * @param leaks that Netty has found
 * @param timing of the calls, by that of the machine meanwhile
 */
public record SoakReport(
    int deaths,
    Map<Status.Code, Long> byCode,
    List<HopReport> hops,
    List<Account> accounts,
    List<Vitals> vitals,
    List<String> leaks,
    Punctuality timing) {
  /** Whether nothing was lost, nothing grew, nothing leaked and nothing took too long. */
  public boolean passed() {
    return hops.stream().allMatch(HopReport::exact)
        && accounts.stream().allMatch(Account::balanced)
        && flat()
        && leaks.isEmpty()
        && timing.inTime();
  }

  /** Whether the process holds no more at the end than after the warm-up. */
  public boolean flat() {
    return vitals.getLast().flatSince(vitals.getFirst());
  }
}
