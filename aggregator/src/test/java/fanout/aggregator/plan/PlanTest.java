package fanout.aggregator.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import fanout.aggregator.Samples;
import fanout.aggregator.join.JoinPolicy;
import fanout.aggregator.strategy.FanOutStrategy;
import fanout.aggregator.substitute.Empty;
import fanout.runtime.spec.Spec;
import fanout.runtime.spec.SpecException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlanTest {
  private static final Plan UNSET = Plan.unset(List.of("user", "orders", "notifications"));

  @ParameterizedTest
  @CsvSource(
      delimiter = '>',
      quoteCharacter = '"',
      value = {
        "strategy=threads > strategy > threads > sequential, concurrent, futures, virtual-threads",
        "strategy=platform-pool(threads=0) > threads > 0 > 1 to 4096",
        "strategy=platform-pool(queue=0) > queue > 0 > 1 to 1000000",
        "strategy=platform-pool(size=2) > strategy > size > threads, queue",
        "strategy=platform-pool(threads=two) > threads > two > a whole number",
        "join=some > join > some > all, fail-fast, best-effort, first-success, quorum",
        "join=quorum > join > quorum > keys n",
        "join=quorum(0) > n > 0 > 1 or more",
        "join=quorum(4) > join > quorum(n=4) > at most the 3 sections",
        "sections=none > sections > none > one or more",
        "sections=user|user > sections > user|user > each section once",
        "sections=cart > sections > cart > user, orders, notifications",
        "budget=2 > budget > 2 > a duration with a unit",
        "budget=0ms > budget > 0ms > more than 0ms",
        "budget=-1s > budget > -1s > a duration with a unit",
        "budget=9999999h > budget > 9999999h > at most about 292 years",
        "reserve=2s > reserve > 2s > less than the budget",
        "propagate=maybe > propagate > maybe > true or false",
        "hurry=true > hurry > hurry > strategy",
        "cart:limit=1s > target > cart > user, orders, notifications, each",
        "user:limit=1s; user:shards=2 > target > user > each target once",
        "user:limit=0ms > user: limit > 0ms > more than 0ms",
        "user:limit=soon > user: limit > soon > a duration with a unit",
        "user:required=perhaps > user: required > perhaps > true or false",
        "user:shards=0 > user: shards > 0 > 1 to 300",
        "user:shards=301 > user: shards > 301 > 1 to 300",
        "strategy=sequential(2) > sequential > '2' > no parameters",
        "strategy=sequential(threads=2) > sequential > 'threads' > no parameters",
        "each:shards=101 > shards > 303 calls in all > at most 300",
        "user:substitute=old > user: substitute > old > none, empty, last-good",
        "user:substitute=last-good(0ms) > max-age > 0ms > more than 0ms",
        "user:substitute=empty,required=true > user: substitute > empty > unless required=false",
        "user:budget=1s > user: > budget > required, limit, substitute, shards, hedge, retry",
        "user:hedge=late > hedge > late > adaptive(budget=15%",
        "user:hedge=fixed > hedge > fixed > after",
        "user:hedge=fixed(after=-1ms) > after > -1ms > a duration with a unit",
        "user:hedge=fixed(after=0ms) > after > 0ms > more than 0ms, to 1h",
        "user:hedge=adaptive(budget=101%) > budget > 101% > 0% to 100%",
        "user:hedge=adaptive(hedges=5) > hedges > 5 > 1 to 4",
        "user:hedge=adaptive(non-fatal=OK) > non-fatal > OK > any gRPC code but OK",
        "user:retry=forever > retry > forever > none, backoff",
        "user:retry=backoff(attempts=1) > attempts > 1 > 2 to 5",
        "user:retry=backoff(initial=0ms) > initial > 0ms > more than 0ms",
        "user:retry=backoff(initial=2s) > max > 1s > at least the initial pause",
        "user:retry=backoff(multiplier=0.5) > multiplier > 0.5 > 1 to 100",
        "user:retry=backoff(codes=OK) > codes > OK > neither OK nor CANCELLED",
        "user:retry=backoff(codes=CANCELLED) > codes > CANCELLED > neither OK nor CANCELLED",
        "user:retry=backoff(throttle=tokens(max=0)) > max > 0 > 1 to 1000",
        "user:retry=backoff(throttle=tokens(ratio=0)) > ratio > 0 > 0.001 to 100",
        "user:retry=backoff(attempts=-1) > attempts > -1 > 2 to 5",
        "user:retry=backoff(initial=-1ms) > duration > -1ms > a duration with a unit",
        "user:retry=backoff(codes=TIRED) > codes > TIRED > UNAVAILABLE",
        "user:concurrency=reno > concurrency > reno > none, fixed(n=<int>",
        "user:concurrency=fixed(n=0) > n > 0 > 1 to 100000",
        "user:concurrency=vegas(queue=-1) > queue > -1 > 0 to 100000",
        "admission=some > admission > some > none, fixed(n=<int>",
        "admission=fixed(n=-8) > n > -8 > 1 to 100000",
        "admission=gradient(min=2,max=1) > min > 2 > at most the max of 1",
        "user:retry=backoff(throttle=some) > throttle > some > none, tokens",
        "budget=1s,,reserve=1ms > text > budget=1s,,reserve=1ms > something between",
        "strategy=platform-pool(threads=2 > parentheses > threads=2 > ')' for every '('",
      })
  void aMalformedTextNamesFieldValueAndChoices(
      String text, String field, String value, String choices) {
    assertThatThrownBy(() -> UNSET.overlay(text))
        .isInstanceOf(SpecException.class)
        .hasMessageContaining(field)
        .hasMessageContaining(value)
        .hasMessageContaining(choices);
  }

  @Test
  void aTextReplacesOnlyWhatItNames() {
    Plan base = UNSET.overlay("strategy=sequential,budget=5s; orders:limit=100ms,shards=3");
    Plan plan = base.overlay("budget=7s; orders:limit=200ms");

    assertThat(plan.strategyText()).isEqualTo("sequential");
    assertThat(plan.request().budget()).isEqualTo(Duration.ofSeconds(7));
    assertThat(plan.section("orders").limit()).contains(Duration.ofMillis(200));
    assertThat(plan.section("orders").shards()).isEqualTo(3);
    assertThat(base.request().budget()).as("the base stays").isEqualTo(Duration.ofSeconds(5));
  }

  @Test
  void emptyTextChangesNothing() {
    assertThat(UNSET.overlay("")).hasToString(UNSET.toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "each:limit=1s,substitute=empty; orders:limit=2s",
        "orders:limit=2s; each:limit=1s,substitute=empty",
      })
  void aSectionsOwnWordsWinOverEachWhereverTheyStand(String text) {
    Plan plan = UNSET.overlay(text);

    assertThat(plan.section("orders").limit()).contains(Duration.ofSeconds(2));
    assertThat(plan.section("orders").substitute()).isEqualTo(new Empty());
    assertThat(plan.section("user").limit()).contains(Duration.ofSeconds(1));
  }

  /**
   * Over a default plan that cannot have what {@code each} says, but for the section's own word.
   */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "each:substitute=empty; user:required=false",
        "user:required=false; each:substitute=empty",
        "each:substitute=empty; user:substitute=none",
        "user:substitute=none; each:substitute=empty",
      })
  void aSectionIsJudgedByAllThatATextSaysOfIt(String text) {
    Plan base = UNSET.overlay("user:required=true");

    Plan plan = base.overlay(text);

    assertThat(plan.section("orders").substitute()).isEqualTo(new Empty());
    assertThatThrownBy(() -> base.overlay("each:substitute=empty"))
        .hasMessage(
            "user: substitute: 'empty' is not allowed; allowed: none, unless required=false");
  }

  @Test
  void aWordThatCannotBeReadIsBlamedOnItsOwnTarget() {
    assertThatThrownBy(() -> UNSET.overlay("each:limit=soon; user:shards=2"))
        .hasMessageStartingWith("each: limit");
    assertThatThrownBy(() -> UNSET.overlay("each:shards=2; user:limit=soon"))
        .hasMessageStartingWith("user: limit");
  }

  @Test
  void noneTakesALimitAwayAgain() {
    assertThat(UNSET.overlay("each:limit=1s").overlay("user:limit=none").section("user").limit())
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "strategy=platform-pool(threads=3),join=quorum(2),budget=1500ms,reserve=0ms",
        "sections=orders|user,propagate=false; orders:shards=299",
        "each:hedge=adaptive(budget=5%); user:hedge=fixed(after=20ms,hedges=2,budget=10%)",
        "each:retry=backoff; user:retry=backoff(codes=UNAVAILABLE|ABORTED,throttle=none)",
        "each:substitute=last-good(90s),limit=250us; user:substitute=none,required=true",
      })
  void aPlansTextReadsBackAsTheSamePlan(String text) {
    assertRoundTrip(UNSET.overlay(text));
  }

  @ParameterizedTest
  @MethodSource("fanout.aggregator.Samples#strategies()")
  void everyStrategyReadsBack(FanOutStrategy strategy) {
    assertRoundTrip(UNSET.overlay("strategy=" + Spec.print(strategy)));
  }

  @ParameterizedTest
  @MethodSource("fanout.aggregator.Samples#policies()")
  void everyPolicyReadsBack(JoinPolicy policy) {
    assertRoundTrip(UNSET.overlay("join=" + Spec.print(policy)));
  }

  private static void assertRoundTrip(Plan plan) {
    Plan again = UNSET.overlay(plan.toString());

    assertThat(again).hasToString(plan.toString());
    assertThat(again.request()).isEqualTo(plan.request());
    assertThat(plan.request().sections())
        .allSatisfy(name -> assertThat(again.section(name)).isEqualTo(plan.section(name)));
  }

  @Test
  void everySampleIsThere() {
    assertThat(Samples.strategies()).hasSize(FanOutStrategy.class.getPermittedSubclasses().length);
    assertThat(Samples.policies()).hasSize(JoinPolicy.class.getPermittedSubclasses().length);
  }
}
