package fanout.lab.load.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import fanout.lab.measure.Recording;
import fanout.lab.measure.Sample;
import fanout.lab.terminal.Terminal;
import fanout.runtime.spec.SpecException;
import io.grpc.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoadFormatTest {
  private static final Terminal TERMINAL = Terminal.plain(100);

  @TempDir private Path folder;

  @Test
  void aLogGivesBackWhatWasWritten() {
    LoadReport report = report(1, 5000);
    String log = new HdrFormat().print(report, TERMINAL);
    assertThat(HistogramLog.parse(log, "log")).isEqualTo(report);
  }

  @Test
  void mergedLogsAreExactlyAllCallsTogether() {
    LoadReport one = report(1, 5000);
    LoadReport other = report(2, 300);
    LoadReport merged = LoadReport.merge(List.of(read(one), read(other)));
    assertThat(merged.summary()).isEqualTo(one.summary().plus(other.summary()));
    assertThat(merged.run().askedRps()).isEqualTo(1000.0);
    assertThat(merged.run().achievedRps()).isEqualTo(980.0);
    assertThat(merged.run().connections()).isEqualTo(4);
    // The second began a second later than the first and took as long.
    assertThat(merged.run().elapsedNanos()).isEqualTo(11_000_000_000L);
    assertThat(merged.warnings()).containsExactly("warning 1", "warning 2");
  }

  @Test
  void aLogFromBeforeThereWereTwoClientsIsOfGrpcs() {
    String log = new HdrFormat().print(report(1, 10), TERMINAL).replace("\"client\":\"own\",", "");

    assertThat(HistogramLog.parse(log, "log").run().client()).isEqualTo("grpc");
  }

  @Test
  void logsOfUnlikeCallsAreNotMerged() {
    LoadReport one = report(1, 10);
    LoadReport.Run run = one.run();
    LoadReport other =
        new LoadReport(
            new LoadReport.Run(
                "other.Service/Call",
                run.target(),
                1,
                "own",
                run.arrivals(),
                1,
                0,
                0,
                0,
                1,
                null,
                1),
            List.of(),
            one.summary());
    assertThatThrownBy(() -> LoadReport.merge(List.of(one, other)))
        .isInstanceOf(SpecException.class)
        .hasMessageContainingAll("p.Service/Call", "other.Service/Call", "same call");
  }

  @Test
  void aFileThatIsNoLogOfOursIsRefused() throws IOException {
    Path file = Files.writeString(folder.resolve("a.hdr"), "#[Histogram log format version 1.3]\n");
    assertThatThrownBy(() -> HistogramLog.read(file))
        .isInstanceOf(SpecException.class)
        .hasMessageContainingAll("a.hdr", "--format hdr");
    assertThatThrownBy(() -> HistogramLog.read(folder.resolve("none.hdr")))
        .isInstanceOf(SpecException.class)
        .hasMessageContainingAll("none.hdr", "can be read");
  }

  @Test
  void jsonHasTheKeysOfGhzWithItsUnits() {
    LoadReport report = report(1, 1000);
    JsonObject json =
        JsonParser.parseString(new JsonFormat().print(report, TERMINAL)).getAsJsonObject();
    assertThat(json.get("count").getAsLong()).isEqualTo(1001);
    assertThat(json.get("total").getAsLong()).isEqualTo(10_000_000_000L);
    assertThat(json.get("rps").getAsDouble()).isEqualTo(100);
    assertThat(json.get("askedRps").getAsDouble()).isEqualTo(500);
    assertThat(json.get("achievedRps").getAsDouble()).isEqualTo(490);
    assertThat(json.get("unfinished").getAsLong()).isEqualTo(1);
    assertThat(json.get("fastest").getAsLong())
        .isLessThanOrEqualTo(json.get("average").getAsLong());
    assertThat(json.get("slowest").getAsLong()).isEqualTo(report.summary().all().latency().max());
    JsonObject codes = json.getAsJsonObject("statusCodeDistribution");
    assertThat(codes.get("OK").getAsLong()).isEqualTo(800);
    assertThat(codes.get("DeadlineExceeded").getAsLong()).isEqualTo(200);
    JsonObject median = json.getAsJsonArray("latencyDistribution").get(2).getAsJsonObject();
    assertThat(median.get("percentage").getAsDouble()).isEqualTo(50);
    assertThat(median.get("latency").getAsLong())
        .isEqualTo(report.summary().all().latency().percentile(50));
    JsonObject bar = json.getAsJsonArray("histogram").get(9).getAsJsonObject();
    assertThat(bar.get("mark").getAsDouble()).isEqualTo(json.get("slowest").getAsLong() / 1e9);
    assertThat(json.getAsJsonObject("errorDistribution").keySet())
        .containsExactly("DEADLINE_EXCEEDED: late");
  }

  @Test
  void csvHasARowForEachTimeAndCodeWithAFigureInEveryColumn() {
    List<String> rows = new CsvFormat().print(report(1, 100), TERMINAL).lines().toList();
    assertThat(rows.getFirst()).startsWith("time,code,count,min_ms").endsWith("p99.99_ms,max_ms");
    int columns = rows.getFirst().split(",", -1).length;
    assertThat(rows).allSatisfy(row -> assertThat(row.split(",", -1)).hasSize(columns));
    assertThat(rows)
        .anySatisfy(row -> assertThat(row).startsWith("latency,DEADLINE_EXCEEDED,20,"))
        .anySatisfy(row -> assertThat(row).startsWith("service-time,all,101,"));
  }

  @Test
  void textHasLatencyAndServiceTimeSideBySideAndTheWarnings() {
    String text = new TextFormat().print(report(1, 1000), TERMINAL);
    assertThat(text.lines())
        .anyMatch(line -> line.matches("\\s+latency\\s+service time\\s+sent late by"))
        .anyMatch(line -> line.matches("p99\\.99\\s+\\S+ \\S+\\s+\\S+ \\S+\\s+\\S+ \\S+"))
        .anyMatch(line -> line.contains("500.0/s asked, 490.0/s sent"))
        .anyMatch(line -> line.contains("800 OK, 200 failed, 1 unfinished, 3 refused"))
        .anyMatch(line -> line.contains("first DEADLINE_EXCEEDED late"))
        .anyMatch(line -> line.contains("WARNING warning 1"))
        .allMatch(line -> line.length() <= 100);
  }

  @Test
  void textFitsANarrowTerminal() {
    String text = new TextFormat().print(report(1, 1000), Terminal.plain(Terminal.MIN_WIDTH));
    assertThat(text.lines().filter(line -> line.contains("p99")))
        .isNotEmpty()
        .allMatch(line -> line.length() <= Terminal.MIN_WIDTH);
  }

  @Test
  void aRunWithoutAnyCallCanBePrinted() {
    LoadReport.Run run =
        new LoadReport.Run(
            "p.Service/Call", "h:1", 1, "own", "closed(callers=1)", 1, 0, 0, 0, 0, null, 0);
    LoadReport nothing = new LoadReport(run, List.of(), new Recording().summary());
    assertThat(new TextFormat().print(nothing, TERMINAL)).contains("0 in 0 ms");
    assertThat(new JsonFormat().print(nothing, TERMINAL)).contains("\"histogram\": []");
  }

  private static LoadReport read(LoadReport report) {
    return HistogramLog.parse(new HdrFormat().print(report, TERMINAL), "log");
  }

  private static LoadReport report(int seed, int calls) {
    Recording recording = new Recording();
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < calls; i++) {
      long latency = 1_000_000 + random.nextLong(100_000_000L * seed);
      boolean late = i % 5 == 0;
      recording.ended(
          new Sample(-7, latency / 9, latency),
          late ? Status.DEADLINE_EXCEEDED.withDescription("late") : Status.OK);
    }
    recording.unfinished(new Sample(0, 5, 30_000_000_000L));
    for (int i = 0; i < 3; i++) {
      recording.refused();
    }
    LoadReport.Run run =
        new LoadReport.Run(
            "p.Service/Call",
            "host:" + seed,
            2,
            "own",
            "constant(rate=500/s)",
            seed,
            0,
            0,
            1_800_000_000_000L + 1_000L * (seed - 1),
            10_000_000_000L,
            500.0,
            490.0);
    return new LoadReport(run, List.of("warning " + seed), recording.summary());
  }
}
