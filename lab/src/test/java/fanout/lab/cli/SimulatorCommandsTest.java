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

class SimulatorCommandsTest {
  private static InProcess testbed;

  @BeforeAll
  static void start() {
    testbed = CommandLines.testbed();
  }

  @BeforeEach
  void reset() {
    testbed.simulator().reset("");
    testbed.simulator().resetLedgers();
  }

  @AfterAll
  static void stop() {
    testbed.close();
  }

  private static Ran run(String... args) {
    Stream<String> admin = Stream.of("--admin", CommandLines.admin(testbed));
    return CommandLines.run(Stream.concat(Stream.of(args), admin).toArray(String[]::new));
  }

  @Test
  void aBehaviorIsSetForAWhileReadAndReset() {
    Ran set = run("sim", "set", "orders", "latency=300ms", "--ttl", "60s");
    assertThat(set.status()).isZero();
    assertThat(set.out())
        .containsPattern("orders +latency=1ms +latency=300ms +[1-9][^–]+ +latency=300ms");
    Ran get = run("sim", "get");
    assertThat(get.out().lines().skip(2)).hasSize(3);
    assertThat(get.out()).containsPattern("user +latency=1ms +– +– +latency=1ms\\R");
    assertThat(run("sim", "reset", "orders").out())
        .containsPattern("orders +latency=1ms +– +– +latency=1ms")
        .doesNotContain("user");
  }

  @Test
  void withoutABackendAllOfThemChange() {
    run("sim", "set", "latency=2ms");
    assertThat(testbed.simulator().behaviors())
        .hasSize(3)
        .allMatch(behavior -> behavior.getEffective().equals("latency=2ms"));
  }

  @Test
  void jsonHasEveryBackend() {
    JsonObject json =
        JsonParser.parseString(run("sim", "get", "--format", "json").out()).getAsJsonObject();
    assertThat(json.getAsJsonArray("behaviors")).hasSize(3);
  }

  @Test
  void anUnknownBackendIsAnsweredWithTheLegalNames() {
    Ran ran = run("sim", "set", "ordrs", "latency=1s");
    assertThat(ran.status()).isEqualTo(2);
    assertThat(ran.err()).contains("'ordrs'").contains("user, orders, notifications");
  }

  @Test
  void aMalformedBehaviorIsAUsageErrorAndChangesNothing() {
    Ran ran = run("sim", "set", "orders", "latncy=1s");
    assertThat(ran.status()).isEqualTo(2);
    assertThat(ran.err()).contains("'latncy'").contains("latency, capacity");
    assertThat(testbed.simulator().behaviors("orders").getFirst().getOverlay()).isEmpty();
  }

  @Test
  void aTimeToLiveNeedsAUnit() {
    Ran ran = run("sim", "set", "orders", "latency=1s", "--ttl", "30");
    assertThat(ran.status()).isEqualTo(2);
    assertThat(ran.err()).contains("--ttl").contains("a duration with a unit");
  }

  @Test
  void theLedgerCountsACallAndStartsAgain() {
    testbed.dashboards().call(Ask.of("u-1").simulation("orders:error=INTERNAL"));
    assertThat(run("ledger", "--reset").out())
        .containsPattern("user +1 +1 +0 +0 +0 ")
        .containsPattern("orders +1 +0 +1 INTERNAL +0 +0 ");
    assertThat(run("ledger", "orders").out())
        .containsPattern("orders +0 +0 +0 +0 +0 ")
        .doesNotContain("user");
  }

  @Test
  void theLedgerInJsonIsTheReplyOfTheService() {
    JsonObject json =
        JsonParser.parseString(run("ledger", "--format", "json").out()).getAsJsonObject();
    assertThat(json.getAsJsonArray("ledgers")).hasSize(3);
  }

  @Test
  void whereNothingListensTheCommandSaysSo() {
    String gone;
    try (InProcess other = CommandLines.testbed()) {
      gone = CommandLines.admin(other);
    }
    Ran ran = CommandLines.run("ledger", "--admin", gone);
    assertThat(ran.status()).isEqualTo(1);
    assertThat(ran.err())
        .contains("nothing answers on admin port 127.0.0.1:")
        .contains("./fanout up");
  }
}
