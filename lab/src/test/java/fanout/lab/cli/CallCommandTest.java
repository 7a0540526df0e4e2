package fanout.lab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.protobuf.TypeRegistry;
import com.google.protobuf.util.JsonFormat;
import com.google.rpc.ErrorInfo;
import com.google.rpc.Status;
import fanout.lab.cli.CommandLines.Ran;
import fanout.lab.testbed.InProcess;
import fanout.v1.Dashboard;
import fanout.v1.GetDashboardResponse;
import fanout.v1.Outcome;
import fanout.v1.Section;
import fanout.v1.WatchDashboardResponse;
import java.io.IOException;
import java.net.ServerSocket;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class CallCommandTest {
  private static InProcess testbed;

  @BeforeAll
  static void start() {
    testbed = CommandLines.testbed();
  }

  @AfterAll
  static void stop() {
    testbed.close();
  }

  private static Ran call(String... args) {
    Stream<String> target = Stream.of("call", "--target", CommandLines.target(testbed));
    return CommandLines.run(Stream.concat(target, Stream.of(args)).toArray(String[]::new));
  }

  private static <T extends com.google.protobuf.Message.Builder> T read(String json, T message)
      throws IOException {
    TypeRegistry types =
        TypeRegistry.newBuilder()
            .add(Dashboard.getDescriptor())
            .add(ErrorInfo.getDescriptor())
            .build();
    JsonFormat.parser().usingTypeRegistry(types).merge(json, message);
    return message;
  }

  @Test
  void aWholeDashboardIsShownSectionBySection() {
    Ran ran = call("--request-id", "r-1", "--user", "u-9");
    assertThat(ran.status()).isZero();
    assertThat(ran.err()).isEmpty();
    assertThat(ran.out())
        .containsPattern("user\\* +loaded +OK ")
        .containsPattern("orders +loaded +OK ")
        .contains("100 % of the dashboard of u-9 in ")
        .containsPattern("request id +r-1\\R")
        .containsPattern("  orders +told latency=1ms; paused ");
  }

  @Test
  void flagsArePartsOfThePlanThatWasApplied() {
    Ran ran =
        call(
            "--strategy",
            "sequential",
            "--join",
            "all",
            "--budget",
            "900ms",
            "--limit",
            "300ms",
            "--shards",
            "2",
            "--plan",
            "reserve=1ms; orders:shards=3");
    assertThat(ran.status()).isZero();
    assertThat(ran.out())
        .contains("strategy=sequential,join=all,budget=900ms,reserve=1ms,")
        .contains("user:required=true,limit=300ms,shards=2")
        .contains("orders:limit=300ms,shards=3");
  }

  @Test
  void aMissingOptionalSectionLeavesAPartialDashboardAndStatusZero() {
    Ran ran = call("--sim", "orders:error=RESOURCE_EXHAUSTED");
    assertThat(ran.status()).isZero();
    assertThat(ran.out())
        .containsPattern("orders +failed +RESOURCE_EXHAUSTED ")
        .containsPattern("why orders +simulated by ")
        .contains("67 % of the dashboard");
  }

  @Test
  void aBehaviorThatIsNotUnderstoodIsNamedBesideWhatElseCameAndEndsWithStatusTwo() {
    Ran ran = call("--sim", "orders:latncy=1ms");
    assertThat(ran.status()).isEqualTo(2);
    assertThat(ran.out()).containsPattern("orders +failed +INVALID_ARGUMENT ").contains("67 %");
    assertThat(ran.err()).startsWith("fanout: --sim: ").contains("'latncy' is not allowed");
  }

  @Test
  void aMissingRequiredSectionFailsTheCallAndShowsEachSectionsFate() {
    Ran ran = call("--sim", "user:error=NOT_FOUND", "--join", "all");
    assertThat(ran.status()).isEqualTo(1);
    assertThat(ran.out()).containsPattern("user\\* +failed +NOT_FOUND ").contains("orders ");
    assertThat(ran.err()).startsWith("fanout: the call failed with NOT_FOUND: section user: ");
  }

  @Test
  void jsonIsTheReplyAndNothingElse() throws Exception {
    Ran ran = call("--format", "json", "--sim", "orders:error=INTERNAL");
    assertThat(ran.status()).isZero();
    assertThat(ran.err()).isEmpty();
    Dashboard dashboard = read(ran.out(), GetDashboardResponse.newBuilder()).getDashboard();
    assertThat(dashboard.getSectionsList())
        .extracting(Section::getOutcome)
        .containsExactly(Outcome.OUTCOME_LOADED, Outcome.OUTCOME_FAILED, Outcome.OUTCOME_LOADED);
    assertThat(ran.out()).contains("strategy=concurrent");
  }

  @Test
  void jsonHasFieldsAtTheirDefaultToo() {
    JsonObject section =
        JsonParser.parseString(call("--format", "json").out())
            .getAsJsonObject()
            .getAsJsonObject("dashboard")
            .getAsJsonArray("sections")
            .get(1)
            .getAsJsonObject();
    assertThat(section.get("required").getAsBoolean()).isFalse();
    assertThat(section.get("message").getAsString()).isEmpty();
  }

  @Test
  void jsonOfAFailedCallIsItsStatusWithDetails() throws Exception {
    Ran ran = call("--format", "json", "--join", "all", "--sim", "orders:error=INTERNAL");
    assertThat(ran.status()).isEqualTo(1);
    Status status = read(ran.out(), Status.newBuilder()).build();
    assertThat(status.getCode()).isEqualTo(13);
    assertThat(status.getDetailsList()).hasSize(4);
    assertThat(status.getDetails(3).unpack(Dashboard.class).getSectionsCount()).isEqualTo(3);
  }

  @Test
  void watchingPrintsEachSectionThenTheWhole() {
    Ran ran = call("--watch");
    assertThat(ran.status()).isZero();
    List<String> lines = ran.out().lines().toList();
    assertThat(lines.subList(0, 3)).allMatch(line -> line.matches(" *[0-9.]+ .s  \\w+ loaded"));
    assertThat(ran.out()).contains("100 % of the dashboard");
  }

  @Test
  void watchingInJsonIsALineForEachPiece() throws Exception {
    Ran ran =
        call("--watch", "--format", "json", "--join", "all", "--sim", "orders:error=INTERNAL");
    assertThat(ran.status()).isEqualTo(1);
    List<String> lines = ran.out().lines().toList();
    assertThat(read(lines.getFirst(), WatchDashboardResponse.newBuilder()).hasSection()).isTrue();
    assertThat(read(lines.get(lines.size() - 2), WatchDashboardResponse.newBuilder()).hasSummary())
        .isTrue();
    assertThat(read(lines.getLast(), Status.newBuilder()).getCode()).isEqualTo(13);
  }

  @Test
  void aPlanThatTheAggregatorDoesNotUnderstandIsAUsageError() {
    Ran ran = call("--strategy", "psychic");
    assertThat(ran.status()).isEqualTo(2);
    assertThat(ran.err()).contains("'psychic' is not allowed").contains("one-at-a-time");
    assertThat(ran.out()).isEmpty();
  }

  @Test
  void whatTheServerSaysCannotMoveTheCursor() {
    Ran ran = call("--strategy", "psy\u001b[2Jchic");
    assertThat(ran.status()).isEqualTo(2);
    assertThat(ran.err()).contains("[2Jchic").doesNotContain("\u001b");
  }

  @Test
  void aPlanForAnUnknownSectionNamesTheSections() {
    Ran ran = call("--plan", "ordrs:limit=1s");
    assertThat(ran.status()).isEqualTo(2);
    assertThat(ran.err()).contains("'ordrs'").contains("user, orders, notifications, each");
  }

  @Test
  void aCallerWithADeadlineFailsWithoutADashboard() {
    Ran ran = call("--deadline", "30ms", "--sim", "user:hang", "--plan", "propagate=false");
    assertThat(ran.status()).isEqualTo(1);
    assertThat(ran.err()).contains("DEADLINE_EXCEEDED");
  }

  @Test
  void whereNothingListensTheCallSaysWhy() throws IOException {
    int free;
    try (ServerSocket socket = new ServerSocket(0)) {
      free = socket.getLocalPort();
    }
    Ran ran = CommandLines.run("call", "--target", "127.0.0.1:" + free, "--format", "json");
    assertThat(ran.status()).isEqualTo(1);
    assertThat(ran.err()).contains("UNAVAILABLE: ").contains("refused");
    assertThat(JsonParser.parseString(ran.out()).getAsJsonObject().get("code").getAsInt())
        .isEqualTo(14);
  }

  @Test
  void anEmbeddedCallDrawsItsTrace() {
    Ran ran = CommandLines.run("call", "--embedded", "--sim", "latency=1ms");
    assertThat(ran.status()).isZero();
    assertThat(ran.out())
        .contains("100 % of the dashboard")
        .containsPattern("aggregator GetDashboard +━")
        .contains("└─ fan-out concurrent");
  }

  @Test
  void aTargetAndATestbedOfItsOwnExcludeEachOther() {
    Ran ran = CommandLines.run("call", "--embedded", "--target", "127.0.0.1:1");
    assertThat(ran.status()).isEqualTo(2);
    assertThat(ran.err()).contains("mutually exclusive").contains("See ./fanout call --help");
  }
}
