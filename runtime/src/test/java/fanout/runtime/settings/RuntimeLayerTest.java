package fanout.runtime.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import fanout.runtime.settings.RuntimeLayer.State;
import fanout.runtime.spec.SpecException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RuntimeLayerTest {
  private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");

  private long nanos = Long.MAX_VALUE - 3;

  private final RuntimeLayer<String> layer =
      new RuntimeLayer<>("base", RuntimeLayerTest::over, () -> nanos, InstantSource.fixed(NOON));

  private static String over(String base, String text) {
    SpecException.require(!text.equals("bad"), "text", text, "anything else");
    return base + "+" + text;
  }

  @Test
  void nothingIsLaidOverAtTheStart() {
    assertThat(layer.state()).isEqualTo(new State<>("base", "", Optional.empty(), "base"));
  }

  @Test
  void aLayerReplacesTheOneBeforeAsAWhole() {
    layer.set("a", Optional.empty());
    layer.set(" b ", Optional.empty());
    assertThat(layer.state().overlay()).isEqualTo("b");
    assertThat(layer.state().startUp()).isEqualTo("base");
    assertThat(layer.reset().effective()).isEqualTo("base");
  }

  @Test
  void aLayerGoesAwayByItselfWhenItsTimeIsOverAndNotBefore() {
    State<String> set = layer.set("a", Optional.of(Duration.ofNanos(10)));
    assertThat(set.expiry().orElseThrow().at()).isEqualTo(NOON.plusNanos(10));
    nanos += 9;
    assertThat(layer.state()).isSameAs(set);
    nanos += 1;
    assertThat(layer.state().effective()).isEqualTo("base");
    assertThat(layer.state().overlay()).isEmpty();
  }

  @Test
  void aLayerThatIsSetAnewHasATimeOfItsOwn() {
    layer.set("a", Optional.of(Duration.ofNanos(10)));
    layer.set("b", Optional.empty());
    nanos += 1000;
    assertThat(layer.state().overlay()).isEqualTo("b");
  }

  @Test
  void theSameStateIsGivenWhileNothingChanges() {
    layer.set("a", Optional.of(Duration.ofHours(1)));
    assertThat(layer.state()).isSameAs(layer.state());
  }

  @Test
  void whatIsMalformedChangesNothing() {
    layer.set("a", Optional.empty());
    assertThatThrownBy(() -> layer.set("bad", Optional.empty())).isInstanceOf(SpecException.class);
    assertThatThrownBy(() -> layer.set("b", Optional.of(Duration.ZERO)))
        .hasMessageContaining("time_to_live: '0ms' is not allowed; allowed: more than 0s");
    assertThatThrownBy(() -> layer.set("b", Optional.of(Duration.ofDays(400))))
        .hasMessageContaining("at most a year");
    assertThat(layer.state().overlay()).isEqualTo("a");
  }

  @Test
  void aTimeToLiveOutOfRangeIsTooLongOrTooShort() {
    assertThat(RuntimeLayer.timeToLive(1, 500_000_000)).isEqualTo(Duration.ofMillis(1500));
    assertThat(RuntimeLayer.timeToLive(Long.MAX_VALUE, 2_000_000_000))
        .isEqualTo(Duration.ofSeconds(Long.MAX_VALUE));
    assertThat(RuntimeLayer.timeToLive(Long.MIN_VALUE, -1))
        .isEqualTo(Duration.ofSeconds(Long.MIN_VALUE));
    assertThatThrownBy(() -> layer.set("a", Optional.of(Duration.ofSeconds(Long.MAX_VALUE))))
        .hasMessageContaining("time_to_live: '9223372036854775807s' is not allowed");
  }

  @Test
  void whoHasToKnowHearsOfEachValueThatComesIntoForce() {
    List<String> heard = new ArrayList<>();
    RuntimeLayer<String> told =
        new RuntimeLayer<>(
            "base", RuntimeLayerTest::over, () -> nanos, InstantSource.fixed(NOON), heard::add);
    assertThat(told.check("c", Optional.empty())).isEqualTo("base+c");
    assertThat(heard).as("nothing has changed yet").isEmpty();

    told.set("a", Optional.empty());
    told.set("b", Optional.of(Duration.ofNanos(10)));
    nanos += 10;
    told.state();
    told.state();
    told.reset();

    assertThat(heard).containsExactly("base+a", "base+b", "base", "base");
  }
}
