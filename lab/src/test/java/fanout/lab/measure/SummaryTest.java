package fanout.lab.measure;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SummaryTest {
  private static final long EPOCH = -5_000_000_000L;

  @Test
  void severalRecordingsTogetherAreExactlyOneRecordingOfAllCalls() {
    Recording whole = new Recording();
    Recording[] parts = {new Recording(), new Recording(), new Recording()};
    SplittableRandom random = new SplittableRandom(3);
    for (int i = 0; i < 30_000; i++) {
      Sample sample = sample((long) Math.exp(7 + 14 * random.nextDouble()));
      Status status = i % 7 == 0 ? Status.UNAVAILABLE.withDescription("down") : Status.OK;
      whole.ended(sample, status);
      // Unlike ranges, as on unlike machines: the third sees only every hundredth call.
      parts[i % 100 == 0 ? 2 : i % 2].ended(sample, status);
    }
    Sample open = sample(77_777_777_777L);
    whole.unfinished(open);
    parts[1].unfinished(open);
    whole.refused();
    parts[0].refused();
    Summary sum = parts[0].summary().plus(parts[1].summary()).plus(parts[2].summary());
    assertThat(sum).isEqualTo(whole.summary());
    assertThat(sum.all().latency().percentile(99.99))
        .isEqualTo(whole.summary().all().latency().percentile(99.99));
  }

  @Test
  void everySampleOfEveryThreadIsRecorded() {
    Recording recording = new Recording();
    IntStream.range(0, 100_000)
        .parallel()
        .forEach(
            i -> recording.ended(sample(1 + 1_000L * i), i % 2 == 0 ? Status.OK : Status.ABORTED));
    assertThat(recording.summary().sent()).isEqualTo(100_000);
    assertThat(recording.summary().ok()).isEqualTo(50_000);
    assertThat(recording.summary().lateness().count()).isEqualTo(100_000);
  }

  @Test
  void theBarsOfAHistogramHoldEveryCallOnce() {
    Recording recording = new Recording();
    SplittableRandom random = new SplittableRandom(4);
    for (int i = 0; i < 10_000; i++) {
      recording.ended(sample((long) Math.exp(5 + 15 * random.nextDouble())), Status.OK);
    }
    Distribution latency = recording.summary().all().latency();
    assertThat(latency.bars(10))
        .hasSize(10)
        .last()
        .extracting(Distribution.Bar::upTo)
        .isEqualTo(latency.max());
    assertThat(latency.bars(10).stream().mapToLong(Distribution.Bar::count).sum())
        .isEqualTo(10_000);
    assertThat(latency.logBars(12).stream().mapToLong(Distribution.Bar::count).sum())
        .isEqualTo(10_000);
    // Even on a logarithmic scale: every bar has its twelfth, give or take.
    assertThat(latency.logBars(12))
        .allSatisfy(bar -> assertThat(bar.count()).isBetween(700L, 970L));
  }

  @Test
  void aSingleTimeHasAHistogram() {
    Recording recording = new Recording();
    recording.ended(sample(5), Status.OK);
    Distribution latency = recording.summary().all().latency();
    assertThat(latency.bars(10).stream().mapToLong(Distribution.Bar::count).sum()).isEqualTo(1);
    assertThat(latency.logBars(10).stream().mapToLong(Distribution.Bar::count).sum()).isEqualTo(1);
  }

  /** Due at the epoch, sent a fifth of its latency later. */
  private static Sample sample(long latency) {
    return new Sample(EPOCH, EPOCH + latency / 5, EPOCH + latency);
  }
}
