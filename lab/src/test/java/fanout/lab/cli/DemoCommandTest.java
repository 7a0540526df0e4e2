package fanout.lab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import fanout.lab.cli.CommandLines.Ran;
import fanout.lab.trace.TraceFiles;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoCommandTest {
  @TempDir private Path directory;

  @Test
  void jsonIsTheOneObjectThatProgramsRead() throws Exception {
    Path file = directory.resolve("traces.json");
    Ran ran =
        CommandLines.run(
            "demo",
            "--requests",
            "1",
            "--seed",
            "3",
            "--format",
            "json",
            "--trace-file",
            "" + file);
    assertThat(ran.status()).isZero();
    assertThat(ran.err()).isEmpty();
    JsonObject json = JsonParser.parseString(ran.out()).getAsJsonObject();
    assertThat(json.get("seed").getAsLong()).isEqualTo(3);
    assertThat(json.getAsJsonObject("backends").keySet())
        .containsExactly("user", "orders", "notifications");
    assertThat(json.getAsJsonObject("theoryMs").get("sequential").getAsDouble()).isEqualTo(240);
    assertThat(json.getAsJsonObject("theoryMs").get("concurrent").getAsDouble()).isEqualTo(120);
    JsonObject measured = json.getAsJsonObject("measuredMs");
    for (String strategy : new String[] {"sequential", "concurrent"}) {
      JsonObject figures = measured.getAsJsonObject(strategy);
      assertThat(figures.keySet()).containsExactly("p50", "p95", "n");
      assertThat(figures.get("n").getAsInt()).isEqualTo(1);
    }
    assertThat(json.get("speedup").getAsDouble()).isGreaterThan(1);
    assertThat(json.getAsJsonObject("partialFailure").getAsJsonObject("outcomes").toString())
        .isEqualTo("{\"user\":\"loaded\",\"orders\":\"loaded\",\"notifications\":\"failed\"}");
    assertThat(json.getAsJsonObject("partialFailure").keySet()).contains("elapsedMs");
    assertThat(json.getAsJsonObject("timeLimit").keySet())
        .containsExactlyInAnyOrder("limitMs", "elapsedMs", "outcomes");
    JsonObject cancellation = json.getAsJsonObject("cancellation");
    assertThat(wasted(cancellation, "propagated"))
        .isLessThan(wasted(cancellation, "notPropagated"));
    assertThat(json.get("traceFile").getAsString()).isEqualTo(file.toString());
    assertThat(TraceFiles.read(file, TraceFiles.Limits.STANDARD)).hasSize(4);
  }

  private static double wasted(JsonObject cancellation, String which) {
    return cancellation.getAsJsonObject(which).get("wastedMs").getAsDouble();
  }

  @Test
  void textTellsFourActsAndWhereToGo() {
    Path file = directory.resolve("traces.json");
    Ran ran = CommandLines.run("demo", "--requests", "1", "--trace-file", "" + file);
    assertThat(ran.status()).isZero();
    assertThat(ran.out())
        .containsSubsequence(
            "1  In turn, or all at once",
            "└─ fan-out sequential",
            "→ concurrent is ",
            "2  A backend fails",
            "notifications  failed   UNAVAILABLE",
            "3  A backend is slow",
            "orders         timed-out  DEADLINE_EXCEEDED",
            "4  The caller leaves",
            "Where to go from here",
            file.toString(),
            "./fanout demo --seed ");
  }

  @Test
  void aTraceFileThatCannotBeWrittenIsToldBeforeTheDemo() {
    Ran ran =
        CommandLines.run("demo", "--trace-file", directory.resolve("no/such.json").toString());
    assertThat(ran.status()).isEqualTo(2);
    assertThat(ran.err()).contains("--trace-file").contains("such.json");
  }

  @Test
  void theNumberOfRequestsIsChecked() {
    Ran ran = CommandLines.run("demo", "--requests", "0");
    assertThat(ran.status()).isEqualTo(2);
    assertThat(ran.err()).contains("--requests: '0' is not allowed; allowed: 1 to 10000");
  }
}
