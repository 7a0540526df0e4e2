package fanout.aggregator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BuildTest {
  @Test
  void theBuildRunsOnAtLeast21() {
    assertThat(Runtime.version().feature()).isGreaterThanOrEqualTo(21);
  }
}
