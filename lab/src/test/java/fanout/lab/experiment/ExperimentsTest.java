package fanout.lab.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import fanout.lab.result.Chart;
import fanout.lab.result.ExperimentResult;
import fanout.lab.result.ResultFiles;
import fanout.lab.run.ExperimentRun;
import fanout.lab.run.RunFolder;
import fanout.lab.run.Runner;
import fanout.lab.testbed.InProcess;
import fanout.lab.trace.TraceFiles;
import fanout.lab.trial.Size;
import fanout.lab.trial.Stop;
import fanout.runtime.spec.SpecException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every experiment, in a size that shows that it works; what it finds then means nothing. */
class ExperimentsTest {
  @TempDir private Path folder = Path.of("");

  @ParameterizedTest
  @MethodSource("all")
  void anExperimentLeavesAWholeResultBehind(Experiment experiment) throws Exception {
    String prediction = experiment.prediction();
    Runner runner = new Runner(InProcess::start, (what, share) -> {}, new Stop());

    ExperimentRun run = runner.run(experiment, Size.MINIATURE, 7, "again");
    RunFolder.write(run, folder);

    ExperimentResult result = ResultFiles.read(folder);
    assertThat(result).isEqualTo(run.result());
    assertThat(Files.readAllLines(folder.resolve("trials.csv")))
        .allSatisfy(
            line -> assertThat(line.replaceAll("\"[^\"]*\"", "").split(",", -1)).hasSize(5));
    assertThat(result.experiment()).isEqualTo(experiment.id());
    assertThat(result.complete()).isTrue();
    assertThat(result.prediction()).isEqualTo(prediction).containsPattern("[0-9]");
    assertThat(result.answer()).containsPattern("[0-9]").doesNotContain("%s", "NaN", "?");
    assertThat(result.measured()).isNotEmpty();
    assertThat(result.verdict()).isEqualTo(result.measured().getFirst().verdict());
    assertThat(result.measured()).extracting("name").doesNotHaveDuplicates();
    assertThat(result.measured())
        .as("theory is told beforehand")
        .anyMatch(finding -> finding.predicted().isPresent());
    assertThat(result.variants()).hasSizeGreaterThan(1);
    assertThat(result.variants())
        .extracting(v -> List.copyOf(v.figures().keySet()))
        .containsOnly(List.copyOf(result.variants().getFirst().figures().keySet()));
    assertThat(result.variants()).as("the wrong twin is shown").anyMatch(v -> v.wrongTwin());
    assertThat(result.charts()).isNotEmpty().allSatisfy(ExperimentsTest::hasPoints);
    assertThat(result.traces()).as("remarks: " + result.method().remarks()).hasSizeBetween(2, 3);
    for (var trace : result.traces()) {
      assertThat(TraceFiles.read(folder.resolve(trace.file()), TraceFiles.Limits.STANDARD))
          .singleElement()
          .satisfies(read -> assertThat(read.id()).isEqualTo(trace.traceId()))
          .satisfies(
              read ->
                  assertThat(read.roots())
                      .singleElement()
                      .satisfies(root -> assertThat(root.span().service()).isEqualTo("lab")));
    }
  }

  static List<Experiment> all() {
    return Experiment.all();
  }

  private static void hasPoints(Chart chart) {
    assertThat(chart.series())
        .isNotEmpty()
        .allSatisfy(series -> assertThat(series.points()).isNotEmpty());
  }

  @Test
  void namesAndQuestionsAreThere() {
    assertThat(Experiment.all()).extracting(Experiment::id).doesNotHaveDuplicates();
    assertThat(Experiment.all())
        .allMatch(e -> e.question().endsWith("?") || !e.question().isEmpty());
    assertThat(Experiment.of("dashboard")).isEqualTo(new Dashboard());
    assertThat(Experiment.all())
        .as("what the quick size promises")
        .allMatch(e -> e.length().toSeconds() <= 15);
  }

  @Test
  void anExperimentThatDoesNotExistIsRefusedWithThoseThatDo() {
    assertThatThrownBy(() -> Experiment.of("dashbord"))
        .isInstanceOf(SpecException.class)
        .hasMessageContaining("dashbord")
        .hasMessageContaining("tail-amplification");
  }

  @Test
  void predictionsAreTheFormulas() {
    assertThat(new Dashboard().prediction()).contains("240 ms", "120 ms", "2.0 times");
    assertThat(TailAmplification.slowPercent(1)).isCloseTo(1, within());
    assertThat(TailAmplification.slowPercent(100)).isCloseTo(63.397, within());
    assertThat(ConcurrencySweep.seconds(1)).isCloseTo(10, within());
    assertThat(ConcurrencySweep.seconds(100)).isCloseTo(0.2, within());
    assertThat(Timeouts.loadedPercent(20)).isCloseTo(50, within());
    assertThat(Timeouts.loadedPercent(120)).isCloseTo(99, within());
    assertThat(BlockedEventLoop.frozenP99()).isCloseTo(197.9, within());
    assertThat(BlockedEventLoop.heldPercent()).isCloseTo(85.714, within());
    assertThat(PartialFailure.failFastPercent(10)).isCloseTo(72.9, within());
    assertThat(JoinPolicies.loadedPercent()).isCloseTo(65.396, within());
    assertThat(JoinPolicies.medianMillis("user fails, fail-fast")).isCloseTo(20, within());
    assertThat(new Cancellation().prediction()).contains("3 × 450 = 1350 ms");
    assertThat(RetryStorm.fewCalls()).isCloseTo(1.0526, within());
    assertThat(new Hedging().prediction()).contains("from 200 to 15 + 5 = 20 ms");
    assertThat(Overload.unlimitedPercent(0.5)).isCloseTo(50, within());
    assertThat(Overload.unlimitedPercent(1.1667))
        .as("no step")
        .isCloseTo(116.7, org.assertj.core.data.Offset.offset(0.1));
    assertThat(Overload.unlimitedPercent(2)).isCloseTo(33.333, within());
    assertThat(Overload.unlimitedPercent(3)).isCloseTo(25, within());
    assertThat(CpuBound.speedUp(1)).isEqualTo(1);
    assertThat(CpuBound.speedUp(2)).isEqualTo(2);
    assertThat(CpuBound.speedUp(64)).isEqualTo(3);
    assertThat(Machinery.roundTrip()).isCloseTo(3000, within());
    assertThat(new Batching().prediction()).contains("200 ms in turn", "takes 4 ms");
    assertThat(new ServerExecutor().prediction()).contains("200 on the event loop", "3200 on");
  }

  @Test
  void theBreakEvenIsWhereTheGainBeginsToStayAboveTheFloor() {
    List<Integer> latencies = List.of(0, 1000, 2000);

    assertThat(BreakEven.crossing(latencies, us -> 2, 1)).isZero();
    assertThat(BreakEven.crossing(latencies, us -> 0.5, 1)).isEqualTo(2);
    assertThat(BreakEven.crossing(latencies, us -> us / 1000.0, 1.5)).isCloseTo(1.5, within());
    assertThat(BreakEven.crossing(latencies, us -> us == 1000 ? 0.5 : 1.5, 1))
        .as("a gain that is lost again does not count")
        .isCloseTo(1.5, within());
  }

  private static org.assertj.core.data.Offset<Double> within() {
    return org.assertj.core.api.Assertions.within(0.001);
  }
}
