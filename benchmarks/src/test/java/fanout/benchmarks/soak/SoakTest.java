package fanout.benchmarks.soak;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class SoakTest {
  /** A minute of it is {@code ./fanout soak}, an hour {@code --minutes 60}. */
  private static final Duration LENGTH = Duration.ofSeconds(Long.getLong("soak.seconds", 8));

  @Test
  @Timeout(600)
  void theBooksOfAllSidesAddUpWhileBackendsDie() throws Exception {
    SoakReport report = new Soak(LENGTH, 50, 1, Duration.ofMillis(500), doing -> {}).run();

    assertThat(report.deaths()).isPositive();
    assertThat(report.byCode()).hasSizeGreaterThan(2);
    assertThat(report.accounts()).isNotEmpty().allMatch(Account::balanced);
    assertThat(report.leaks()).isEmpty();
  }

  @Test
  void anAccountWithoutSlackIsBalancedOnlyIfEqual() {
    assertThat(Account.exact("calls", 5, 5).balanced()).isTrue();
    assertThat(Account.exact("calls", 6, 5).balanced()).isFalse();
    assertThat(Account.exact("calls", 5, 6).balanced()).isFalse();
  }

  @Test
  void slackIsOnTheLeftAlone() {
    assertThat(new Account("calls", 7, 5, 2, "lost on the way").balanced()).isTrue();
    assertThat(new Account("calls", 8, 5, 2, "lost on the way").balanced()).isFalse();
    assertThat(new Account("calls", 5, 6, 2, "lost on the way").balanced()).isFalse();
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
