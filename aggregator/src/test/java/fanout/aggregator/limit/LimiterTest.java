package fanout.aggregator.limit;

import static org.assertj.core.api.Assertions.assertThat;

import fanout.aggregator.limit.Limit.End;
import fanout.aggregator.limit.Limiter.Load;
import fanout.aggregator.limit.Shed.Reason;
import io.grpc.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LimiterTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final FakeTime time = new FakeTime();
  private final List<String> book = new ArrayList<>();
  private Limiter limiter = limiter(1, 10);

  private Limiter limiter(int limit, int room) {
    return new Limiter("orders", new FixedLimit(limit), room, time, time);
  }

  private Guest comes(String name, Duration timeout) {
    Guest guest = new Guest(name, book);
    limiter.acquire(Optional.of(time.in(timeout)), guest);
    return guest;
  }

  /** So many calls of this length, one after another. */
  private void learn(Duration length, int calls) {
    for (int call = 0; call < calls; call++) {
      Guest guest = comes("learning", MINUTE);
      time.pass(length);
      guest.leave();
    }
    book.clear();
  }

  @Test
  void asManyAsTheLimitAreLetInAndTheOthersInTheirTurn() {
    limiter = limiter(2, 10);
    Guest first = comes("a", MINUTE);
    Guest second = comes("b", MINUTE);
    comes("c", MINUTE);
    comes("d", MINUTE);
    assertThat(book).containsExactly("a in", "b in");
    assertThat(limiter.load()).isEqualTo(new Load(2, 2, 2));

    second.leave();
    first.leave();

    assertThat(book).containsExactly("a in", "b in", "c in", "d in");
    assertThat(limiter.load()).isEqualTo(new Load(2, 2, 0));
  }

  @Test
  void aFullQueueTurnsAway() {
    limiter = limiter(1, 1);
    comes("a", MINUTE);
    comes("b", MINUTE);
    Shed shed = comes("c", MINUTE).shed();

    assertThat(book).containsExactly("a in", "c full");
    assertThat(shed.status().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
    assertThat(shed.status().getDescription())
        .isEqualTo(
            "shed by the limit of 1 on orders: as many calls as the limit allows are under way,"
                + " and no more may wait");
    assertThat(Shed.of(shed.status())).contains(shed);
    assertThat(limiter.shed(Reason.FULL)).isEqualTo(1);
  }

  @Test
  void whereNothingHasEndedYetNoRetryDelayIsMadeUp() {
    limiter = limiter(1, 0);
    comes("a", MINUTE);
    assertThat(comes("b", MINUTE).shed().retryAfter()).isEmpty();
  }

  @Test
  void theRetryDelayIsTheTimeThatThoseBeforeTakeByLittlesLaw() {
    limiter = limiter(2, 3);
    learn(Duration.ofMillis(10), 50);
    for (String name : List.of("a", "b", "c", "d", "e")) {
      comes(name, MINUTE);
    }

    Shed shed = comes("f", MINUTE).shed();

    assertThat(shed.retryAfter().orElseThrow())
        .isCloseTo(Duration.ofMillis(10 * 4 / 2), Duration.ofMillis(1));
    assertThat(shed.status().getDescription()).endsWith("; retry after 20ms");
  }

  @Test
  void theEarliestDeadlineGoesFirstAndEqualOnesInTheOrderOfArrival() {
    Guest first = comes("a", MINUTE);
    comes("late", Duration.ofSeconds(30));
    comes("early", Duration.ofSeconds(10));
    comes("early too", Duration.ofSeconds(10));
    first.leave();
    assertThat(book).containsExactly("a in", "early in");
    limiter.load();
  }

  @Test
  void whoMayWaitForEverGoesLast() {
    Guest first = comes("a", MINUTE);
    limiter.acquire(Optional.empty(), new Guest("patient", book));
    Guest second = comes("b", MINUTE);
    first.leave();
    second.leave();
    assertThat(book).containsExactly("a in", "b in", "patient in");
  }

  @Test
  void whoseTurnWouldComeTooLateIsTurnedAwayOnArrival() {
    learn(Duration.ofMillis(100), 50);
    comes("a", MINUTE);
    comes("b", MINUTE);
    Shed shed = comes("hurried", Duration.ofMillis(150)).shed();

    assertThat(book).containsExactly("a in", "hurried too-late");
    assertThat(shed.waited()).isZero();
    assertThat(shed.retryAfter()).isPresent();
    assertThat(limiter.shed(Reason.TOO_LATE)).isEqualTo(1);
  }

  @Test
  void whoHasTimeForOnePlaceInFrontIsLetWaitThere() {
    learn(Duration.ofMillis(100), 50);
    Guest first = comes("a", MINUTE);
    comes("b", MINUTE);
    comes("c", MINUTE);
    comes("hurried", Duration.ofMillis(250));
    time.pass(Duration.ofMillis(100));
    first.leave();
    assertThat(book).containsExactly("a in", "hurried in");
  }

  @Test
  void aPlaceThatIsFreeIsGivenEvenToWhoSeemsTooLate() {
    learn(Duration.ofMillis(100), 50);
    comes("hurried", Duration.ofMillis(1));
    assertThat(book).containsExactly("hurried in");
  }

  @Test
  void whoHasNoTimeLeftIsTurnedAwayEvenFromAFreePlace() {
    comes("dead", Duration.ZERO);
    assertThat(book).containsExactly("dead too-late");
  }

  @Test
  void aWaitThatHasBecomeHopelessEndsByItself() {
    comes("a", MINUTE);
    comes("b", Duration.ofSeconds(5));
    comes("c", Duration.ofSeconds(3));
    time.pass(Duration.ofSeconds(4));
    assertThat(book).containsExactly("a in", "c too-late");
    time.pass(Duration.ofSeconds(4));
    assertThat(book).containsExactly("a in", "c too-late", "b too-late");
    assertThat(limiter.load()).isEqualTo(new Load(1, 1, 0));
    assertThat(time.pending()).isZero();
  }

  @Test
  void oneTimerServesTheWholeQueue() {
    comes("a", MINUTE);
    for (int second = 10; second > 0; second--) {
      comes("b" + second, Duration.ofSeconds(second));
    }
    assertThat(time.pending()).isEqualTo(1);
  }

  @Test
  void whoGivesUpIsNotLetInAndLeavesNoTimer() {
    Guest first = comes("a", MINUTE);
    Guest second = new Guest("b", book);
    Limiter.Wait wait = limiter.acquire(Optional.of(time.in(MINUTE)), second);

    assertThat(wait.giveUp()).isTrue();
    assertThat(wait.giveUp()).isFalse();
    first.leave();

    assertThat(book).containsExactly("a in");
    assertThat(limiter.load()).isEqualTo(new Load(1, 0, 0));
    assertThat(time.pending()).isZero();
  }

  @Test
  void givingUpAWaitThatIsOverChangesNothing() {
    Guest guest = new Guest("a", book);
    Limiter.Wait wait = limiter.acquire(Optional.of(time.in(MINUTE)), guest);
    assertThat(wait.giveUp()).isFalse();
    assertThat(limiter.load().inFlight()).isEqualTo(1);
  }

  @Test
  void aPermitIsGivenBackOnce() {
    Guest first = comes("a", MINUTE);
    comes("b", MINUTE);
    comes("c", MINUTE);
    first.leave();
    first.leave();
    first.permit().release(End.DROPPED);
    assertThat(book).containsExactly("a in", "b in");
    assertThat(limiter.load().inFlight()).isEqualTo(1);
  }

  @Test
  void thePermitKnowsHowLongItsCallWaited() {
    Guest first = comes("a", MINUTE);
    Guest second = comes("b", MINUTE);
    time.pass(Duration.ofMillis(7));
    first.leave();
    assertThat(first.permit().waited()).isZero();
    assertThat(second.permit().waited()).isEqualTo(Duration.ofMillis(7));
  }

  @Test
  void aQueueOfCallsThatEndAtOnceDoesNotUseUpTheStack() {
    int calls = 50_000;
    limiter = limiter(1, calls);
    Guest first = comes("a", MINUTE);
    int[] ended = {0};
    for (int call = 0; call < calls; call++) {
      limiter.acquire(
          Optional.empty(),
          new Limiter.Waiter() {
            @Override
            public void admitted(Permit permit) {
              permit.release(End.ANSWERED);
              ended[0]++;
            }

            @Override
            public void shed(Shed shed) {
              throw new AssertionError(shed);
            }
          });
    }
    first.leave();
    assertThat(ended[0]).isEqualTo(calls);
    assertThat(limiter.load()).isEqualTo(new Load(1, 0, 0));
  }

  @Test
  void aWaiterThatThrowsKeepsNoOtherFromItsTurn() {
    limiter = limiter(1, 10);
    Guest first = comes("a", MINUTE);
    limiter.acquire(
        Optional.of(time.in(MINUTE)),
        new Limiter.Waiter() {
          @Override
          public void admitted(Permit permit) {
            permit.release(End.OTHER);
            throw new IllegalStateException("on purpose");
          }

          @Override
          public void shed(Shed shed) {
            throw new AssertionError(shed);
          }
        });
    comes("c", MINUTE);
    first.leave();
    assertThat(book).containsExactly("a in", "c in");
  }
}
