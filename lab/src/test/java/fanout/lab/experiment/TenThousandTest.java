package fanout.lab.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import fanout.lab.load.Target;
import fanout.lab.testbed.InProcess;
import fanout.lab.trial.Arm;
import fanout.lab.trial.Backends;
import fanout.lab.trial.Bench;
import fanout.lab.trial.Figure;
import fanout.lab.trial.Observation;
import fanout.lab.trial.Size;
import fanout.lab.trial.Stop;
import fanout.v1.Ledger;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Which calls are timed and which are weighed, by the backend's ledger. */
class TenThousandTest {
  private final InProcess testbed = InProcess.start(new TenThousand().setup().settings(1, false));
  private final Bench bench =
      new Bench(testbed, new Backends(testbed), Size.MINIATURE, 5, "round-0", new Stop());

  @AfterEach
  void close() {
    testbed.close();
  }

  @ParameterizedTest
  @MethodSource("arms")
  void theCallsThatAreTimedEndAndThoseThatAreWeighedAreTakenBack(Arm arm) throws Exception {
    Observation observation = arm.trial().run(bench);

    Ledger ledger = testbed.simulator().ledgers("orders").getFirst();
    assertThat(ledger.getFinished()).isEqualTo(30);
    assertThat(ledger.getCancelled()).as("a quarter as many").isEqualTo(7);
    assertThat(ledger.getInFlight()).isZero();
    assertThat(observation.get(new Figure("calls", ""))).isEqualTo(30);
    assertThat(observation.get(new Figure("heap per call", "KiB"))).isFinite();
    assertThat(observation.get(Figure.FAILED)).isZero();
  }

  static List<Arm> arms() {
    return new TenThousand().design(Size.MINIATURE).arms();
  }

  @Test
  void aCrowdWhoseCallsEndIsNotWeighed() {
    Target quick = bench.orders(testbed.backendChannel("orders"), "latency=0ms");

    assertThatThrownBy(() -> TenThousand.weigh(bench, quick, 20))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("of 20 calls ended too early");
  }

  @Test
  void theMethodSaysHowManyAreWeighed() {
    assertThat(new TenThousand().method()).contains("2,500 calls (quick: 75)");
  }
}
