package fanout.lab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import fanout.lab.cli.CommandLines.Ran;
import fanout.lab.client.DashboardClient.Ask;
import fanout.lab.testbed.InProcess;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PlanCommandsTest {
  private static InProcess testbed;

  @BeforeAll
  static void start() {
    testbed = CommandLines.testbed();
  }

  @BeforeEach
  void reset() {
    run("plan", "reset");
  }

  @AfterAll
  static void stop() {
    testbed.close();
  }

  private static Ran run(String... args) {
    String port = "127.0.0.1:" + testbed.aggregator().adminAddress().getPort();
    return CommandLines.run(
        Stream.concat(Stream.of(args), Stream.of("--admin", port)).toArray(String[]::new));
  }

  private static String applied(String plan) {
    return testbed.dashboards().call(Ask.of("u-1").plan(plan)).orThrow().getPlanApplied();
  }

  @Test
  void aPlanIsSetForAWhileReadAndReset() {
    Ran set = run("plan", "set", "strategy=sequential; orders:limit=900ms", "--ttl", "60s");
    assertThat(set.status()).isZero();
    assertThat(set.out())
        .containsPattern("started with +sections=user\\|orders\\|notifications,strategy=concurrent")
        .containsPattern("laid over +strategy=sequential\\R +orders:limit=900ms")
        .containsPattern("expires in +[1-9]")
        .containsPattern("in force +sections=user\\|orders\\|notifications,strategy=sequential");
    assertThat(run("plan", "get").out()).containsPattern("laid over +strategy=sequential");
    assertThat(run("plan", "reset").out())
        .containsPattern("laid over +–")
        .doesNotContain("sequential", "expires");
  }

  @Test
  void requestsGoByItAndMaySayOtherwise() {
    run("plan", "set", "strategy=futures,budget=7s; orders:limit=900ms");
    assertThat(applied("")).contains("strategy=futures", "budget=7s", "orders:limit=900ms");
    assertThat(applied("strategy=sequential")).contains("strategy=sequential", "budget=7s");
    run("plan", "reset");
    assertThat(applied("strategy=sequential")).contains("strategy=sequential", "budget=2s");
  }

  @Test
  void aLayerReplacesTheOneBeforeAsAWhole() {
    run("plan", "set", "budget=7s");
    run("plan", "set", "reserve=3ms");
    assertThat(applied("")).contains("budget=2s", "reserve=3ms");
  }

  @Test
  void jsonIsTheMessageOfTheService() {
    JsonObject json =
        JsonParser.parseString(run("plan", "get", "--format", "json").out()).getAsJsonObject();
    assertThat(json.get("effective").getAsString()).contains("strategy=concurrent");
  }

  @Test
  void aMalformedPlanIsAUsageErrorAndChangesNothing() {
    Ran ran = run("plan", "set", "orders:limit=5");
    assertThat(ran.status()).isEqualTo(2);
    assertThat(ran.err()).contains("orders: limit", "'5'", "a duration with a unit");
    assertThat(run("plan", "get").out()).containsPattern("laid over +–");
  }

  @Test
  void aTimeToLiveMustBePositive() {
    Ran ran = run("plan", "set", "budget=7s", "--ttl", "0ms");
    assertThat(ran.status()).isEqualTo(2);
    assertThat(ran.err()).contains("time_to_live: '0ms' is not allowed");
  }

  @Test
  void withoutACommandTheChoicesAreNamed() {
    Ran ran = CommandLines.run("plan");
    assertThat(ran.status()).isEqualTo(2);
    assertThat(ran.err()).contains("one of get, set, reset");
  }
}
