package fanout.lab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import fanout.lab.terminal.Terminal;
import fanout.lab.testbed.InProcess;
import fanout.lab.testbed.TestbedSettings;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LoadCommandTest {
  private static final String SERVICE = "fanout.v1.DashboardService";

  private static InProcess testbed;

  @TempDir private Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeAll
  static void start() {
    testbed =
        InProcess.start(
            new TestbedSettings(
                TestbedSettings.anyPorts(), "latency=0ms", Optional.empty(), 1, List.of(), false));
  }

  @AfterAll
  static void end() {
    testbed.close();
  }

  @Test
  void dashboardsAreLoadedWithAnyPlanAndBehaviour() {
    assertThat(
            run(
                "load",
                target(),
                "-c",
                "3",
                "-n",
                "60",
                "-O",
                "json",
                "--seed",
                "4",
                "--plan",
                "join=fail-fast",
                "--sim",
                "user:error=UNAVAILABLE@50%",
                "--connections",
                "2"))
        .as(err.toString())
        .isZero();
    JsonObject json = json();
    assertThat(json.get("count").getAsInt()).isEqualTo(60);
    assertThat(json.get("call").getAsString()).isEqualTo(SERVICE + "/GetDashboard");
    JsonObject codes = json.getAsJsonObject("statusCodeDistribution");
    assertThat(codes.get("OK").getAsInt()).isBetween(10, 50);
    assertThat(codes.get("OK").getAsInt() + codes.get("Unavailable").getAsInt()).isEqualTo(60);
    assertThat(json.get("askedRps").isJsonNull()).isTrue();
  }

  @Test
  void microsecondsTravelToTheBackendsHoweverTheyAreWritten() {
    assertThat(run("load", target(), "-n", "3", "-c", "1", "--sim", "user:latency=250µs"))
        .as(err.toString())
        .isZero();
    assertThat(out.toString()).contains("3 OK");
  }

  @Test
  void anyUnaryMethodIsLoadedByReflection() {
    assertThat(
            run(
                "load",
                target(),
                "--call",
                SERVICE + ".GetDashboard",
                "-r",
                "200",
                "-n",
                "40",
                "-d",
                "[{\"user_id\": \"a-{{.RequestNumber}}\"}]",
                "-O",
                "json",
                "--warmup",
                "100ms"))
        .as(err.toString())
        .isZero();
    JsonObject json = json();
    assertThat(json.get("askedRps").getAsDouble()).isEqualTo(200);
    assertThat(json.get("count").getAsInt()).isEqualTo(40);
    assertThat(json.get("warmUpCount").getAsInt()).isEqualTo(20);
    assertThat(json.getAsJsonObject("statusCodeDistribution").get("OK").getAsInt()).isEqualTo(40);
  }

  @Test
  void logsOfTwoRunsAreMerged() {
    Path one = folder.resolve("one.hdr");
    Path two = folder.resolve("two.hdr");
    assertThat(run("load", target(), "-n", "30", "-O", "hdr", "-o", one.toString())).isZero();
    assertThat(run("load", target(), "-n", "12", "-O", "hdr", "-o", two.toString())).isZero();
    assertThat(one).content().startsWith("#[fanout load: ");
    assertThat(run("merge", one.toString(), two.toString(), "-O", "json")).isZero();
    assertThat(json().get("count").getAsInt()).isEqualTo(42);
  }

  @Test
  void theReportIsForPeopleUnlessToldOtherwise() {
    assertThat(run("load", target(), "-n", "20", "-c", "2")).isZero();
    assertThat(out.toString())
        .contains("closed loop", "p99.99", "service time", "20 OK", "100.00 %")
        .doesNotContain("\u001b");
  }

  @Test
  void dataThatDoesNotFitNamesItsField() {
    String[] call = {"load", target(), "--call", SERVICE + "/GetDashboard", "-d", "{\"usr\": 1}"};
    assertThat(run(call)).isEqualTo(2);
    assertThat(err.toString()).contains("usr", "userId, plan, requestId");
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void aServerThatIsNotThereIsToldBeforeAnyCall() {
    assertThat(run("load", "127.0.0.1:1", "-n", "1")).isEqualTo(1);
    assertThat(err.toString())
        .contains(
            "no connection to 127.0.0.1:1: UNAVAILABLE: ", "Connection refused", "--embedded");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "-r 10 --arrivals poisson(rate=5/s); -r",
        "-r 0; rate",
        "-n 0; total",
        "-n many; --total",
        "-c 0; callers",
        "-c 3 --arrivals closed(callers=4); -c",
        "-c 3 --max-open 4 -r 10; --max-open",
        "--max-open 4; --max-open",
        "-z 10; --duration",
        "-z 0ms; duration",
        "-z 30s --arrivals steps(5/s:20s); at most 20s",
        "--drain soon; --drain",
        "--warmup 0ms; --warmup",
        "--connections 0; --connections",
        "--arrivals sine; closed(callers=<int>)",
        "-O pdf; text, json, csv, hdr",
        "-o /none/of/these/file; --output",
        "--embedded; --embedded",
        "-d {}; --data",
        "--call x.Y/Z --user me; --user",
        "--call x.Y/Z -d {} -D file; --data",
        "--call x.Y/Z -D none.json; none.json",
        "--call x.Y/Z --protoset none; --protoset",
        "-H nothing; --header",
        "-m nothing; --metadata",
        "--sim user:latency=5µß; fanout-sim: 'user:latency=5µß' is not allowed; allowed: ASCII",
        "--user {{.WorkerID}}; --user",
        "--plan strategy=psychic; 'psychic' is not allowed; allowed: sequential",
        "--plan ordrs:limit=1s; user, orders, notifications, each",
        "--sim orders:latncy=1ms; 'latncy' is not allowed; allowed: keys latency",
        "--insecure --tls-ca none.pem; --insecure"
      })
  void aFlagThatIsNotUnderstoodEndsWithStatusTwo(String flags, String told) {
    assertThat(run(("load " + target() + " " + flags).split(" "))).isEqualTo(2);
    assertThat(err.toString()).contains(told);
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void theArrivalsAreAmongTheWordsThatSpecsLists() {
    assertThat(run("specs")).isZero();
    assertThat(out.toString()).contains("poisson(rate=<rate>)", "closed(callers=<int>)");
  }

  @Test
  void mergeRefusesWhatIsNoLog() throws Exception {
    Path file = Files.writeString(folder.resolve("x"), "x");
    assertThat(run("merge", file.toString())).isEqualTo(2);
    assertThat(err.toString()).contains(file.toString(), "--format hdr");
    assertThat(run("merge")).isEqualTo(2);
  }

  private static String target() {
    var address = testbed.aggregator().dataAddress();
    return address.getHostString() + ":" + address.getPort();
  }

  private JsonObject json() {
    return JsonParser.parseString(out.toString()).getAsJsonObject();
  }

  private int run(String... arguments) {
    return Main.commandLine(
            Terminal.plain(100), end -> {}, new PrintWriter(out, true), new PrintWriter(err, true))
        .execute(arguments);
  }
}
