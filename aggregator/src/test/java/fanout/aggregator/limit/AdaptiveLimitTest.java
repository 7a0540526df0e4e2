package fanout.aggregator.limit;

import static org.assertj.core.api.Assertions.assertThat;

import fanout.aggregator.limit.Limit.End;
import fanout.runtime.spec.Spec;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Laws of both adaptive limits, with a server that is played: answers take what is said. */
class AdaptiveLimitTest {
  private static final Duration CALL = Duration.ofMillis(10);

  private static Stream<String> policies() {
    return Stream.of("gradient", "vegas");
  }

  /** A limit, and calls that end one after another at an even pace. */
  private static final class Played {
    private final Limit limit;
    private long now = Long.MAX_VALUE - 1_000_000;

    Played(String policy) {
      this.limit = Spec.parse(ConcurrencyLimit.class, policy).start();
    }

    /**
     * So long, as many at once as the limit allows, each taking what the server's room makes it.
     */
    void saturated(Duration time, int room) {
      long end = now + time.toNanos();
      while (now - end < 0) {
        int inFlight = limit.current();
        end(End.ANSWERED, CALL.toNanos() * Math.max(room, inFlight) / room, inFlight);
      }
    }

    void idle(Duration time, Duration latency) {
      long end = now + time.toNanos();
      while (now - end < 0) {
        end(End.ANSWERED, latency.toNanos(), 1);
      }
    }

    void refused(Duration time) {
      long end = now + time.toNanos();
      while (now - end < 0) {
        end(End.DROPPED, CALL.toNanos(), limit.current());
      }
    }

    void calledOff(Duration time) {
      long end = now + time.toNanos();
      while (now - end < 0) {
        end(End.OTHER, CALL.toNanos(), limit.current());
      }
    }

    private void end(End how, long took, int inFlight) {
      now += Math.max(1, took / inFlight);
      limit.ended(how, now, took, inFlight);
    }

    int current() {
      return limit.current();
    }
  }

  @ParameterizedTest
  @MethodSource("policies")
  void startsAtTheLeastAndGrowsOnlyWhileItIsUsed(String policy) {
    Played idle = new Played(policy);
    assertThat(idle.current()).isEqualTo(4);
    idle.idle(Duration.ofSeconds(5), CALL);
    assertThat(idle.current()).isEqualTo(4);
  }

  @ParameterizedTest
  @MethodSource("policies")
  void growsToWhatTheServerHasRoomForAndStaysNear(String policy) {
    Played played = new Played(policy);
    played.saturated(Duration.ofSeconds(9), 40);
    assertThat(played.current()).isBetween(36, 120);
  }

  @ParameterizedTest
  @MethodSource("policies")
  void neverLeavesItsBounds(String policy) {
    Played small = new Played(policy + "(min=3,max=10)");
    small.saturated(Duration.ofSeconds(9), 1000);
    assertThat(small.current()).isEqualTo(10);
    small.refused(Duration.ofSeconds(9));
    assertThat(small.current()).isEqualTo(3);
  }

  @ParameterizedTest
  @MethodSource("policies")
  void aServerThatLosesRoomIsFollowed(String policy) {
    Played played = new Played(policy);
    played.saturated(Duration.ofSeconds(5), 100);
    int before = played.current();
    played.saturated(Duration.ofMinutes(2), 10);
    assertThat(before).isGreaterThan(80);
    assertThat(played.current()).isBetween(3, 40);
  }

  @ParameterizedTest
  @MethodSource("policies")
  void aProbeLowersItForAWhileEvenIfItIsAlwaysUsedUp(String policy) {
    Played played = new Played(policy);
    played.saturated(Duration.ofSeconds(9), 40);
    int usual = played.current();
    int least = usual;
    for (int tick = 0; tick < 500; tick++) {
      played.saturated(Duration.ofMillis(10), 40);
      least = Math.min(least, played.current());
    }
    assertThat(least).isLessThanOrEqualTo(usual / 3);
    assertThat(played.current()).isGreaterThan(usual / 2);
  }

  @ParameterizedTest
  @MethodSource("policies")
  void aProbeEndsEvenIfEveryCallIsCalledOff(String policy) {
    Played played = new Played(policy);
    played.saturated(Duration.ofSeconds(9), 40);
    int usual = played.current();
    boolean probing = false;
    for (int tick = 0; tick < 500 && !probing; tick++) {
      played.saturated(Duration.ofMillis(10), 40);
      probing = played.current() <= usual / 3;
    }
    assertThat(probing).isTrue();
    played.calledOff(Duration.ofSeconds(1));
    assertThat(played.current()).isGreaterThan(usual / 2);
  }

  @ParameterizedTest
  @MethodSource("policies")
  void callsThatAreCalledOffTeachNothing(String policy) {
    Played played = new Played(policy);
    played.saturated(Duration.ofSeconds(5), 40);
    int before = played.current();
    played.calledOff(Duration.ofSeconds(3));
    assertThat(played.current()).isEqualTo(before);
  }
}
