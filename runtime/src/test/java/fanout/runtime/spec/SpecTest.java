package fanout.runtime.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.grpc.Status;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SpecTest {
  sealed interface Wait permits Fixed, Spread, Mixed {}

  @Spec.Bare
  @Spec.Name(value = "fixed", doc = "always the same")
  record Fixed(Duration value) implements Wait {}

  @Spec.Name(value = "spread", doc = "between two bounds")
  record Spread(Duration from, @Spec.Default("10ms") Duration to) implements Wait {
    Spread {
      SpecException.require(from.compareTo(to) <= 0, "from", from, "at most to");
    }
  }

  @Spec.Bare
  @Spec.Name(value = "mixed", doc = "one of several")
  record Mixed(List<Share> parts) implements Wait {}

  @Spec.Pair
  record Share(Probability share, Wait delay) {}

  sealed interface Trouble permits Refuse, Silence, Drip {}

  @Spec.Name(value = "error", doc = "answers with an error")
  record Refuse(Status.Code code, @Spec.At @Spec.Default("100%") Probability probability)
      implements Trouble {}

  @Spec.Name(value = "hang", doc = "never answers")
  record Silence(@Spec.At @Spec.Default("100%") Probability probability) implements Trouble {}

  @Spec.Name(value = "drip", doc = "answers in pieces")
  record Drip(ByteSize piece, Wait gap, @Spec.At @Spec.Default("100%") Probability probability)
      implements Trouble {}

  record Behavior(
      @Spec.Default("5ms") Wait latency,
      @Spec.Default("none") Optional<Integer> unused,
      @Spec.Default("false") boolean stubborn,
      @Spec.Open List<Trouble> troubles) {}

  private static Behavior behavior(String text) {
    return Spec.parse(Behavior.class, text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '>',
      quoteCharacter = '"',
      value = {
        "5ms > 5ms",
        "fixed(5ms) > 5ms",
        "Spread( to = 7ms , from=1ms ) > spread(from=1ms,to=7ms)",
        "spread(1ms) > spread(from=1ms)",
        "95%:5ms|5%:50ms > 95%:5ms|5%:50ms",
        "mixed(50%:1ms|0.5:spread(1ms,2ms)) > 50%:1ms|50%:spread(from=1ms,to=2ms)",
        "1.5s > 1500ms",
        "90µs > 90us",
        "50%:1ms|50%:mixed(10%:2ms|90%:3ms) > 50%:1ms|50%:mixed(10%:2ms|90%:3ms)",
      })
  void printsTheCanonicalText(String text, String canonical) {
    Wait wait = Spec.parse(Wait.class, text);
    assertThat(Spec.print(wait)).isEqualTo(canonical);
    assertThat(Spec.parse(Wait.class, canonical)).isEqualTo(wait);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "latency=200ms,error=UNAVAILABLE@10%",
        "error=UNAVAILABLE@10%|INTERNAL@5%,hang@1%",
        "hang,drip(piece=1KiB,gap=spread(1ms,2ms))@3%",
        "drip=(piece=1KiB,gap=5ms)@3%|(piece=2KiB,gap=1ms)",
        "latency=95%:5ms|5%:50ms,stubborn=true",
        "hang=5%",
      })
  void readsBackWhatItPrints(String text) {
    Behavior behavior = behavior(text);
    assertThat(behavior(Spec.print(behavior))).isEqualTo(behavior);
  }

  @Test
  void readsVariantsOfAnOpenComponentAsKeys() {
    assertThat(behavior("error=14@10%,hang=5%").troubles())
        .containsExactly(
            new Refuse(Status.Code.UNAVAILABLE, new Probability(0.1)),
            new Silence(new Probability(0.05)));
  }

  @Test
  void layersReplaceWhatTheyNameAndKeepTheRest() {
    Behavior base = behavior("latency=5ms,error=UNAVAILABLE@10%,hang@1%");
    assertThat(Spec.overlay(base, "error=INTERNAL,latency=7ms"))
        .isEqualTo(behavior("latency=7ms,hang@1%,error=INTERNAL"));
    assertThat(Spec.overlay(base, "error=off").troubles())
        .containsExactly(new Silence(new Probability(0.01)));
    assertThat(Spec.overlay(base, "")).isEqualTo(base);
  }

  @Test
  void differenceIsTheLayerThatLeadsFromOneToTheOther() {
    Behavior base = behavior("latency=5ms,error=UNAVAILABLE@10%");
    Behavior changed = behavior("latency=7ms,hang@1%");
    String difference = Spec.difference(base, changed);
    assertThat(Spec.overlay(base, difference)).isEqualTo(changed);
    assertThat(Spec.difference(base, base)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '>',
      quoteCharacter = '"',
      value = {
        "latency=5 > latency → value → duration: '5' is not allowed; allowed: a duration with a"
            + " unit",
        "latency=lognormal(1) > allowed: fixed(value=<duration>), spread(from=<duration>,to=10ms)",
        "latency=spread(20ms) > latency → spread → from: '20ms' is not allowed; allowed: at most"
            + " to",
        "latency=spread() > no from",
        "latency=5ms,latency=6ms > each key once",
        "hang@10%,Hang@10% > troubles: 'Hang' is not allowed; allowed: each key once",
        "latncy=5ms > 'latncy' is not allowed; allowed: keys latency, unused, stubborn, error,"
            + " hang, drip",
        "error=UNAVAILBLE > 'UNAVAILBLE' is not allowed; allowed: OK, CANCELLED",
        "error=UNAVAILABLE@110% > probability: '110%' is not allowed; allowed: 0% to 100%",
        "error=UNAVAILABLE@ > a value after '@'",
        "stubborn=maybe > stubborn → flag: 'maybe' is not allowed; allowed: true or false",
        "latency=spread(1ms > a ')' for every '('",
        "latency=5ms,,hang > something between the separators",
        "latency=95%:5ms|5% > share:delay",
        "latency=NaN > 'NaN'",
      })
  void namesFieldValueAndWhatIsAllowed(String text, String complaint) {
    assertThatThrownBy(() -> behavior(text))
        .isInstanceOf(SpecException.class)
        .hasMessageContaining(complaint);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1e100000000", "1e2000000000", "1e-2147483647"})
  void anExponentOutOfReasonIsRefusedAtOnce(String number) {
    assertTimeoutPreemptively(
        Duration.ofSeconds(1),
        () -> {
          assertThatThrownBy(() -> Spec.parse(Probability.class, number + "%"))
              .isInstanceOf(SpecException.class)
              .hasMessage("number: '%s' is not allowed; allowed: a number", number);
        });
  }

  @ParameterizedTest
  @CsvSource({
    "9223372036854775807, 9223372036854775807s",
    "-9223372036854775808, -9223372036854775808s",
    "10000000000, 10000000000s",
    "-10000000000, -10000000000s",
    "-1, -1s",
  })
  void aDurationOfAnyLengthCanBeComplainedOf(long seconds, String printed) {
    assertThat(new SpecException("wait", Duration.ofSeconds(seconds), "less"))
        .hasMessage("wait: '%s' is not allowed; allowed: less", printed);
  }

  @Test
  void theTablesComeFromThePermitsClause() {
    assertThat(Spec.variants(Trouble.class))
        .extracting(Spec.Variant::synopsis)
        .containsExactly(
            "error(code=<code>)@100%", "hang@100%", "drip(piece=<byte-size>,gap=<wait>)@100%");
  }

  @Test
  void layersAreFiledUnderTheirTarget() {
    assertThat(Layers.split("limit=1s; orders:latency=95%:5ms|5%:9ms", List.of("orders")))
        .containsEntry("", "limit=1s")
        .containsEntry("orders", "latency=95%:5ms|5%:9ms");
    assertThatThrownBy(() -> Layers.split("order:x=1", List.of("orders", "user")))
        .hasMessageContaining("'order' is not allowed; allowed: orders, user");
  }

  @Spec.Scalar(allowed = "upper-case letters")
  static final class Shout {
    private final String text;

    private Shout(String text) {
      this.text = text;
    }

    static Shout parse(String text) {
      SpecException.require(
          text.equals(text.toUpperCase(Locale.ROOT)), "shout", text, "upper-case letters");
      return new Shout(text);
    }

    @Override
    public String toString() {
      return text;
    }
  }

  record Speech(Shout shout, Optional<Double> volume) {}

  @Test
  void aClassOfItsOwnMayBeAScalar() {
    assertThat(Spec.print(Spec.parse(Speech.class, "HEY,volume=0.5")))
        .isEqualTo("shout=HEY,volume=0.5");
    assertThatThrownBy(() -> Spec.parse(Speech.class, "hey"))
        .isInstanceOf(SpecException.class)
        .hasMessageContaining("shout: 'hey' is not allowed; allowed: upper-case letters");
  }

  @Test
  void aTextNestedTooDeeplyIsRefusedBeforeTheStackIsFull() {
    String deep = "drip(".repeat(100_000);
    assertThatThrownBy(() -> behavior(deep.substring(0, 60_000)))
        .isInstanceOf(SpecException.class)
        .hasMessageContaining("at most 32 within each other");
  }

  @Test
  void aTextTooLongIsRefusedByItsBeginning() {
    assertThatThrownBy(() -> behavior("latency=5ms,".repeat(100_000)))
        .isInstanceOf(SpecException.class)
        .hasMessageContaining("at most 65536 characters")
        .satisfies(refused -> assertThat(refused.getMessage()).hasSizeLessThan(500));
  }

  @Test
  void whatAnotherFailureToldOfKeepsItAsItsCause() {
    RuntimeException cause = new IllegalStateException("gone");
    assertThat(new SpecException("file: it is gone", cause)).hasCause(cause);
    assertThat(new SpecException("file", "x", "one that is there", cause))
        .hasCause(cause)
        .hasMessage("file: 'x' is not allowed; allowed: one that is there")
        .extracting(SpecException::field)
        .isEqualTo("file");
  }
}
