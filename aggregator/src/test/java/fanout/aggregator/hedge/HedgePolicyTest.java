package fanout.aggregator.hedge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import fanout.runtime.spec.Spec;
import fanout.runtime.spec.SpecException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HedgePolicyTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '>',
      quoteCharacter = '"',
      value = {
        "none > none",
        "fixed(20ms) > fixed(after=20ms)",
        "fixed(after=20ms,hedges=2,budget=0.1) > fixed(after=20ms,hedges=2,budget=10%)",
        "Adaptive > adaptive",
        "adaptive(budget=15%,hedges=3) > adaptive",
        "adaptive(7%,2,1m) > adaptive(budget=7%,hedges=2,memory=60s)",
      })
  void printsTheCanonicalTextAndReadsItBack(String text, String canonical) {
    HedgePolicy policy = Spec.parse(HedgePolicy.class, text);
    assertThat(Spec.print(policy)).isEqualTo(canonical);
    assertThat(Spec.parse(HedgePolicy.class, canonical)).isEqualTo(policy);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '>',
      quoteCharacter = '"',
      value = {
        "sometimes > 'sometimes' is not allowed; allowed: none, fixed(after=<duration>",
        "fixed > after",
        "fixed(after=0ms) > after: '0ms' is not allowed; allowed: more than 0ms, to 1h",
        "fixed(after=2h) > after: '7200s' is not allowed; allowed: more than 0ms, to 1h",
        "fixed(after=-5ms) > duration: '-5ms' is not allowed",
        "fixed(after=20) > duration: '20' is not allowed; allowed: a duration with a unit",
        "fixed(after=20ms,hedges=0) > hedges: '0' is not allowed; allowed: 1 to 4",
        "fixed(after=20ms,hedges=5) > hedges: '5' is not allowed; allowed: 1 to 4",
        "fixed(after=20ms,budget=120%) > probability: '120%' is not allowed; allowed: 0% to 100%",
        "adaptive(budget=101%) > probability: '101%' is not allowed; allowed: 0% to 100%",
        "adaptive(budget=-5%) > probability: '-5%' is not allowed; allowed: 0% to 100%",
        "adaptive(budget=0%) > budget: '0%' is not allowed; allowed: more than 0%, up to 100%",
        "adaptive(hedges=5) > hedges: '5' is not allowed; allowed: 1 to 4",
        "adaptive(memory=0s) > memory: '0ms' is not allowed; allowed: more than 0ms, up to 24h",
        "adaptive(after=20ms) > 'after' is not allowed; allowed: keys budget, hedges, memory",
      })
  void refusesWhatIsMalformedAndSaysWhatIsAllowed(String text, String complaint) {
    assertThatThrownBy(() -> Spec.parse(HedgePolicy.class, text))
        .isInstanceOf(SpecException.class)
        .hasMessageContaining(complaint);
  }

  @Test
  void theTableOfPoliciesComesFromThePermitsClause() {
    assertThat(Spec.variants(HedgePolicy.class))
        .extracting(Spec.Variant::name)
        .containsExactly("none", "fixed", "adaptive");
  }

  @Test
  void refusesABackendWithoutReplicas() {
    assertThatThrownBy(() -> new Replicas(0))
        .isInstanceOf(SpecException.class)
        .hasMessageContaining("replicas: '0' is not allowed; allowed: 1 to 64");
  }
}
