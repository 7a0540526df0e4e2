package fanout.backend.ledger;

import io.grpc.Status;
import java.time.Duration;
import java.util.Map;

/**
 * What a {@link Ledger} says at one moment. Since the start of the ledger {@code started = finished
 * + failed + cancelled + inFlight}; after a reset the calls that it found in flight are on the
 * right side only.
 *
 * @param started calls that reached the backend
 * @param finished calls answered with OK
 * @param failed calls answered with an error, by code
 * @param cancelled calls whose caller went away before an answer was sent
 * @param inFlight calls that have not ended
 * @param worked time from the permit to the end, summed over the calls, those in flight included
 * @param workedAfterCancel the part of it that came after the caller had gone
 */
public record LedgerCounts(
    long started,
    long finished,
    Map<Status.Code, Long> failed,
    long cancelled,
    long inFlight,
    Duration worked,
    Duration workedAfterCancel) {
  /** All failures together. */
  public long failures() {
    return failed.values().stream().mapToLong(Long::longValue).sum();
  }
}
