package fanout.lab.testbed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import fanout.lab.load.Time;
import fanout.lab.trace.Resource;
import fanout.lab.trace.Span;
import fanout.lab.trace.Trace;
import fanout.lab.trace.Value;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Spans come one by one, at instants that the test chooses. */
class ArrivalTest {
  private static final String ID = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final Duration LIMIT = Duration.ofSeconds(5);
  private static final Duration QUIET = Duration.ofMillis(500);

  private final TreeMap<Duration, Span> coming = new TreeMap<>();
  private final Clock clock = new Clock();

  private static final class Clock implements Time {
    private long now = -3;

    @Override
    public long nanos() {
      return now;
    }

    @Override
    public void sleepUntil(long nanos, boolean precise) {
      now = nanos;
    }

    Duration passed() {
      return Duration.ofNanos(now + 3);
    }
  }

  @Test
  void aTraceWithTheServersSideOfEveryCallIsWholeAtOnce() {
    coming.put(Duration.ZERO, span(2, 1, Span.Kind.SERVER, "OK"));
    coming.put(Duration.ofSeconds(1), span(1, 0, Span.Kind.CLIENT, "OK"));

    assertThat(await().size()).isEqualTo(2);
    assertThat(clock.passed()).isEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void aCallThatWasCalledOffMayBeLostOnceNothingHasComeForAWhile() {
    coming.put(Duration.ofSeconds(1), span(1, 0, Span.Kind.CLIENT, "CANCELLED"));

    assertThat(await().size()).isEqualTo(1);
    assertThat(clock.passed()).isEqualTo(Duration.ofSeconds(1).plus(QUIET));
  }

  @Test
  void whatComesMeanwhileIsWaitedForAgain() {
    coming.put(Duration.ZERO, span(2, 1, Span.Kind.CLIENT, "CANCELLED"));
    coming.put(Duration.ofMillis(1), span(1, 0, Span.Kind.INTERNAL, "OK"));
    coming.put(Duration.ofMillis(400), span(3, 1, Span.Kind.CLIENT, "CANCELLED"));
    coming.put(Duration.ofMillis(800), span(4, 3, Span.Kind.SERVER, "CANCELLED"));

    assertThat(await().size()).isEqualTo(4);
    assertThat(clock.passed()).isEqualTo(Duration.ofMillis(800).plus(QUIET));
  }

  @Test
  void aCallThatWasAnsweredHasAServersSideToWaitFor() {
    coming.put(Duration.ZERO, span(1, 0, Span.Kind.CLIENT, "OK"));

    assertThatThrownBy(this::await)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("1 of its spans");
    assertThat(clock.passed()).isEqualTo(LIMIT);
  }

  @Test
  void aPieceWithoutItsParentIsNoTraceHoweverLongNothingComes() {
    coming.put(Duration.ZERO, span(2, 1, Span.Kind.CLIENT, "CANCELLED"));

    assertThatThrownBy(this::await).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void whatNeverComesEndsTheWait() {
    assertThatThrownBy(this::await)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContainingAll(ID, "0 of its spans");
  }

  private Trace await() {
    return new Arrival(LIMIT, QUIET, clock).await(ID, this::soFar, Trace::isComplete);
  }

  private Optional<Trace> soFar() {
    List<Span> there = new ArrayList<>(coming.headMap(clock.passed(), true).values());
    return there.isEmpty() ? Optional.empty() : Optional.of(Trace.of(there));
  }

  private static Span span(int number, int parent, Span.Kind kind, String code) {
    return new Span(
        ID,
        "%016x".formatted(number),
        parent == 0 ? "" : "%016x".formatted(parent),
        "call",
        kind,
        Resource.of("somebody"),
        "",
        1_000L + number,
        10,
        new Span.Status(Span.Status.Code.UNSET, ""),
        Map.of("rpc.response.status_code", new Value.Text(code)),
        List.of());
  }
}
