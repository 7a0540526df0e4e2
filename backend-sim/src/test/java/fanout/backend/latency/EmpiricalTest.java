package fanout.backend.latency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import fanout.runtime.spec.SpecException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EmpiricalTest {
  @TempDir Path folder;

  private LatencyModel model(String name, String content, String unit) throws IOException {
    Path file = Files.writeString(folder.resolve(name), content.replace("/", "\n"));
    return Models.model("empirical(file=" + file + unit + ")");
  }

  @Test
  void drawsTheValuesOfTheFileAsOftenAsTheyOccur() throws IOException {
    LatencyModel model = model("a.txt", "# calls/3ms//1ms/1ms/2500us/", "");
    assertThat(model.quantileNanos(0.5)).isEqualTo(1e6);
    assertThat(model.quantileNanos(0.51)).isEqualTo(2.5e6);
    assertThat(model.cdf(1e6)).isEqualTo(0.5);
    assertThat(model.meanNanos()).isCloseTo(7.5e6 / 4, within(1e-3));
    SplittableRandom random = new SplittableRandom(1);
    long ones = random.doubles(10_000).filter(u -> model.quantileNanos(u) == 1e6).count();
    assertThat(ones).isBetween(4_800L, 5_200L); // four standard deviations
  }

  @Test
  void takesTheUnitOfNumbersFromTheSpec() throws IOException {
    assertThat(model("a.txt", "12.5/1e1", ",unit=ms").quantileNanos(1)).isEqualTo(12.5e6);
    assertThat(model("a.txt", "12.5/1e1", ",unit=us").quantileNanos(0)).isEqualTo(10e3);
  }

  @Test
  void readsAllIntervalsOfAHistogramLog() throws IOException {
    Path file = folder.resolve("a.hlog");
    Histogram expected = new Histogram(3);
    try (PrintStream out = new PrintStream(Files.newOutputStream(file))) {
      HistogramLogWriter writer = new HistogramLogWriter(out);
      writer.outputLogFormatVersion();
      writer.outputLegend();
      for (int interval = 1; interval <= 3; interval++) {
        Histogram histogram = new Histogram(3);
        for (int i = 1; i <= 1_000; i++) {
          histogram.recordValue((long) i * interval);
        }
        histogram.setStartTimeStamp(interval * 1_000L);
        histogram.setEndTimeStamp(interval * 1_000L + 1_000);
        writer.outputIntervalHistogram(histogram);
        expected.add(histogram);
      }
    }
    LatencyModel model = Models.model("empirical(file=" + file + ",unit=us)");
    assertThat(model.meanNanos()).isCloseTo(expected.getMean() * 1e3, within(1.0));
    for (double p : new double[] {10, 50, 90, 99, 99.9}) {
      double x = expected.getValueAtPercentile(p) * 1e3;
      assertThat(model.quantileNanos(p / 100)).isCloseTo(x, within(0.002 * x));
    }
  }

  @Test
  void readsAPercentileDistribution() throws IOException {
    Path file = folder.resolve("a.hgrm");
    Histogram histogram = new Histogram(3);
    for (int i = 1; i <= 10_000; i++) {
      histogram.recordValue(i * 1_000L);
    }
    try (PrintStream out = new PrintStream(Files.newOutputStream(file))) {
      histogram.outputPercentileDistribution(out, 1_000.0);
    }
    LatencyModel model = Models.model("empirical(file=" + file + ",unit=us)");
    assertThat(model.quantileNanos(0.5)).isCloseTo(5_000e3, within(10e3));
    assertThat(model.quantileNanos(0.99)).isCloseTo(9_900e3, within(20e3));
    assertThat(model.quantileNanos(1)).isCloseTo(10_000e3, within(10e3));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '>',
      value = {
        "a.txt > 1ms/2ms/fast > '' > a.txt:3: duration: 'fast' is not allowed",
        "a.txt > 1ms/-2ms > '' > a.txt:2: duration: '-2ms' is not allowed",
        "a.txt > 1ms/2 > '' > a.txt:2: '2' is not allowed; allowed: a unit on every line or on"
            + " none",
        "a.txt > 1/1e999 > ',unit=ms' > a.txt:2: '1e999' is not allowed; allowed: a finite number",
        "a.txt > # nothing > '' > a file with at least one latency",
        "a.txt > 1/2 > '' > unit: 'none' is not allowed; allowed: ns, us, ms or s",
        "a.txt > 1ms > ',unit=ms' > unit: 'ms' is not allowed; allowed: none, for",
        "a.txt > 1ms/25h > '' > latencies up to 24h",
        "a.txt > 90000 > ',unit=s' > latencies up to 24h",
        "a.hlog > #[a log]/oops,1,2,3 > ',unit=us' > a.hlog:2: 'oops,1,2,3' is not allowed",
        "a.hlog > 0.1,1.0,5.0,HISTFAAAAnope > ',unit=us' > a.hlog:1: '0.1",
        "a.hlog > #[a log] > ',unit=us' > a file with at least one latency",
        "a.hgrm > Value Percentile/1.0 0.5 10/2.0 > ',unit=us' > a.hgrm:3: '2.0' is not allowed",
        "a.hgrm > 1.0 0.5 10/2.0 0.9 9 > ',unit=us' > a total count that does not fall",
      })
  void namesFileAndLineOfWhatItCannotRead(
      String name, String content, String unit, String complaint) throws IOException {
    Empirical model = (Empirical) model(name, content, unit);
    assertThatThrownBy(model::load)
        .isInstanceOf(SpecException.class)
        .hasMessageContaining(complaint);
  }

  @Test
  void refusesAFileThatIsNotThereOrTooLarge() throws IOException {
    Empirical missing = (Empirical) Models.model("empirical(" + folder.resolve("b.txt") + ")");
    assertThatThrownBy(missing::load).hasMessageContaining("a file that is there");
    Empirical directory = (Empirical) Models.model("empirical(" + folder + ")");
    assertThatThrownBy(directory::load).hasMessageContaining("a file that is there");
    Path large = Files.write(folder.resolve("c.txt"), new byte[SampleFile.MOST_BYTES + 1]);
    Empirical tooLarge = (Empirical) Models.model("empirical(" + large + ")");
    assertThatThrownBy(tooLarge::load).hasMessageContaining("at most 8388608 bytes");
  }

  @Test
  void readsTheFileOnceAndOnlyOnUse() throws IOException {
    Path file = folder.resolve("later.txt");
    LatencyModel model = Models.model("95%:5ms|5%:scaled(empirical(" + file + "),2)");
    assertThat(model.recordings()).hasSize(1);
    Files.writeString(file, "4ms");
    model.recordings().forEach(Empirical::load);
    Files.delete(file);
    assertThat(model.quantileNanos(1)).isEqualTo(8e6);
  }
}
