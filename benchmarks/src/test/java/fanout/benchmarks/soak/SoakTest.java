package fanout.benchmarks.soak;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import fanout.benchmarks.cli.Main;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class SoakTest {
  /** A minute of it is {@code ./fanout soak}, an hour {@code --minutes 60}. */
  private static final String MINUTES = System.getProperty("soak.minutes", "0.1");

  /** A process of its own: the leak detector has to be there before the first buffer. */
  @Test
  @Timeout(600)
  void aSoakWithDeathsComesOutClean() throws Exception {
    String out = soak("--minutes", MINUTES, "--rate", "50", "--deaths", "500ms");

    assertThat(out).endsWith("exit 0\n").doesNotContain("WRONG", "unaccounted for");
    assertThat(out).doesNotContain("\n0 deaths").contains(" answered", " taken back", "0 leaks");
  }

  /** Of these calls the 154th hangs without a deadline, and none after it breaks its connection. */
  @Test
  @Timeout(600)
  void whatHangsForNobodyIsNotLeftHanging() throws Exception {
    String out = soak("--minutes", "0.0553", "--rate", "50", "--deaths", "3600s", "--seed", "3600");

    assertThat(out).doesNotContain("unaccounted for").contains(" broken with its connection");
    assertThat(out.lines().filter(line -> line.contains("ledger")))
        .isNotEmpty()
        .allMatch(line -> line.startsWith("ok"));
  }

  private static String soak(String... args) throws IOException, InterruptedException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    ProcessBuilder command =
        new ProcessBuilder(
            java,
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            Main.class.getName(),
            "soak");
    command.command().addAll(List.of(args));
    Process process = command.redirectErrorStream(true).start();
    String out = new String(process.getInputStream().readAllBytes(), UTF_8);
    return out + "exit " + process.waitFor() + "\n";
  }

  @Test
  void aHopIsExactOnlyIfEveryAttemptHasAFateThatIsKnown() {
    Map<Fate, Long> fates = new EnumMap<>(Map.of(Fate.ANSWERED, 3L, Fate.LOST, 1L));
    assertThat(new HopReport("hop", 4, fates, List.of()).exact()).isTrue();
    assertThat(new HopReport("hop", 5, fates, List.of()).exact()).isFalse();
    assertThat(new HopReport("hop", 3, fates, List.of()).exact()).isFalse();
    fates.put(Fate.UNACCOUNTED, 1L);
    assertThat(new HopReport("hop", 5, fates, List.of()).exact()).isFalse();
  }

  @Test
  void theSameSeedAsksTheSame() {
    assertThat(Ask.draw(new SplittableRandom(3))).isEqualTo(Ask.draw(new SplittableRandom(3)));
  }

  @Test
  void growthBeyondWhatComesAndGoesIsSeen() {
    Vitals earlier = new Vitals(20 << 20, 8 << 20, 40, 100);
    assertThat(new Vitals(21 << 20, 9 << 20, 42, 101).flatSince(earlier)).isTrue();
    assertThat(new Vitals(90 << 20, 8 << 20, 40, 100).flatSince(earlier)).isFalse();
    assertThat(new Vitals(20 << 20, 90 << 20, 40, 100).flatSince(earlier)).isFalse();
    assertThat(new Vitals(20 << 20, 8 << 20, 90, 100).flatSince(earlier)).isFalse();
    assertThat(new Vitals(20 << 20, 8 << 20, 40, 190).flatSince(earlier)).isFalse();
  }

  @Test
  void whatOnlyOneOfTwoReadingsHoldsIsNoGrowth() {
    Vitals one = new Vitals(90 << 20, 8 << 20, 40, 190);
    Vitals other = new Vitals(20 << 20, 90 << 20, 90, 100);
    assertThat(one.least(other)).isEqualTo(new Vitals(20 << 20, 8 << 20, 40, 100));
  }

  @Test
  void countsOfAllSeriesThatAreAskedForAreAdded() {
    String text =
        """
        rpc_server_call_duration_seconds_count{otel_scope_name="fanout",rpc_method="a"} 3
        rpc_server_call_duration_seconds_count{otel_scope_name="fanout",rpc_method="b"} 1.5e1
        rpc_server_call_duration_seconds_sum{otel_scope_name="fanout",rpc_method="a"} 99.0
        rpc_client_attempt_duration_seconds_count{rpc_method="a"} 7
        """;
    assertThat(Metrics.count(text, "rpc_server_call_duration_seconds", labels -> true))
        .isEqualTo(18);
    assertThat(
            Metrics.count(
                text, "rpc_server_call_duration_seconds", labels -> labels.contains("\"a\"")))
        .isEqualTo(3);
  }
}
