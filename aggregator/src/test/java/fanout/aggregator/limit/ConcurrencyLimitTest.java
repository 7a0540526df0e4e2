package fanout.aggregator.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import fanout.runtime.spec.Spec;
import fanout.runtime.spec.SpecException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConcurrencyLimitTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '>',
      quoteCharacter = '"',
      value = {
        "none > none",
        "fixed(8) > fixed(n=8)",
        "fixed(n=8,queue=0) > fixed(n=8,queue=0)",
        "Gradient > gradient",
        "gradient(min=1,max=64,tolerance=2,queue=10) > gradient(min=1,max=64,tolerance=2,queue=10)",
        "vegas(min=8,max=1000) > vegas(min=8)",
      })
  void printsTheCanonicalTextAndReadsItBack(String text, String canonical) {
    ConcurrencyLimit policy = Spec.parse(ConcurrencyLimit.class, text);
    assertThat(Spec.print(policy)).isEqualTo(canonical);
    assertThat(Spec.parse(ConcurrencyLimit.class, canonical)).isEqualTo(policy);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '>',
      quoteCharacter = '"',
      value = {
        "reno > 'reno' is not allowed; allowed: none, fixed(n=<int>",
        "fixed > n",
        "fixed(n=0) > n: '0' is not allowed; allowed: 1 to 100000",
        "fixed(n=-1) > n: '-1' is not allowed; allowed: 1 to 100000",
        "fixed(n=8,queue=-1) > queue: '-1' is not allowed; allowed: 0 to 100000",
        "fixed(n=8,min=4) > 'min' is not allowed; allowed: keys n, queue",
        "gradient(min=0) > min: '0' is not allowed; allowed: 1 to 100000",
        "gradient(min=9,max=8) > min: '9' is not allowed; allowed: at most the max of 8",
        "gradient(max=1000000) > max: '1000000' is not allowed; allowed: 1 to 100000",
        "gradient(tolerance=0.9) > tolerance: '0.9' is not allowed; allowed: 1 to 10",
        "vegas(queue=-5) > queue: '-5' is not allowed; allowed: 0 to 100000",
      })
  void refusesWhatIsMalformedAndSaysWhatIsAllowed(String text, String complaint) {
    assertThatThrownBy(() -> Spec.parse(ConcurrencyLimit.class, text))
        .isInstanceOf(SpecException.class)
        .hasMessageContaining(complaint);
  }

  @Test
  void onlyNoneIsUnlimited() {
    assertThat(new None().isUnlimited()).isTrue();
    assertThat(new Fixed(1, 0).isUnlimited()).isFalse();
  }
}
