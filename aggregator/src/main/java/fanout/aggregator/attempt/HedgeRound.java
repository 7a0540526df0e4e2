package fanout.aggregator.attempt;

import fanout.aggregator.hedge.HedgedCall;
import fanout.runtime.balance.Route;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * One try of a call and its hedges; attempts are numbered from 0 within it. Guarded by the lock of
 * its {@link CallRace}.
 */
record HedgeRound(ReplicaHedging.Known known, HedgedCall call) {
  /**
   * Leave to send a hedge.
   *
   * @param target where it is best sent; null where replicas are not told apart
   */
  record Leave(@Nullable SocketAddress target) {}

  /** How long until the next hedge is due; empty if none is left. */
  Optional<Duration> untilHedge() {
    return call.untilHedge();
  }

  /** Takes the next hedge; empty if the budget does not allow it or none is left. */
  Optional<Leave> hedge() {
    OptionalInt replica = call.hedge();
    return replica.isPresent()
        ? Optional.of(new Leave(known.address(replica.getAsInt())))
        : Optional.empty();
  }

  /** Where an attempt really went. */
  void went(int attempt, Route.Pick pick) {
    int number = known.replicas().indexOf(pick.replica());
    if (number >= 0) {
      call.went(attempt, number);
    }
  }

  void ended(int attempt, boolean answered) {
    if (answered) {
      call.answered(attempt);
    } else {
      call.unanswered(attempt);
    }
  }
}
