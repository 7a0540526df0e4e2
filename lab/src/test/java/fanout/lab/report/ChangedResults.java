package fanout.lab.report;

import fanout.lab.result.Environment;
import fanout.lab.result.Estimate;
import fanout.lab.result.ExperimentResult;
import fanout.lab.result.Finding;
import fanout.lab.result.SelfComparison;
import fanout.lab.result.Verdict;
import java.util.List;

/** Results that differ in one thing. */
public final class ChangedResults {
  private ChangedResults() {}

  /** A result whose first finding came to something else, and is noisier. */
  public static ExperimentResult with(ExperimentResult result, double value, double noise) {
    Finding first = result.measured().getFirst();
    Estimate was = first.measured();
    Finding changed =
        new Finding(
            first.name(),
            first.statement(),
            new Estimate(value, value * 0.99, value * 1.01, was.unit(), was.trials(), noise),
            first.better(),
            first.predicted(),
            first.published(),
            first.verdict(),
            first.because());
    return copy(result, List.of(changed), result.environment());
  }

  /** The same under another seed, with another verdict and another A/A comparison. */
  public static ExperimentResult run(
      ExperimentResult result, long seed, Verdict verdict, SelfComparison again) {
    Finding first = result.measured().getFirst();
    Finding judged =
        new Finding(
            first.name(),
            first.statement(),
            first.measured(),
            first.better(),
            first.predicted(),
            first.published(),
            verdict,
            first.because());
    return new ExperimentResult(
        result.schema(),
        result.experiment(),
        result.question(),
        result.claim(),
        result.source(),
        result.prediction(),
        result.method(),
        seed,
        result.noiseFloor(),
        again,
        List.of(judged),
        verdict,
        result.answer(),
        result.meaning(),
        result.variants(),
        result.charts(),
        result.traces(),
        result.environment(),
        "./fanout run %s --quick --seed %d".formatted(result.experiment(), seed),
        result.started(),
        result.seconds(),
        true);
  }

  /** The same from another machine. */
  public static ExperimentResult elsewhere(ExperimentResult result, String cpu) {
    Environment was = result.environment();
    Environment other =
        new Environment(
            was.jvm(),
            was.flags(),
            was.os(),
            cpu,
            was.cores(),
            was.versions(),
            was.testbed(),
            was.settings());
    return copy(result, result.measured(), other);
  }

  private static ExperimentResult copy(
      ExperimentResult result, List<Finding> measured, Environment environment) {
    return new ExperimentResult(
        result.schema(),
        result.experiment(),
        result.question(),
        result.claim(),
        result.source(),
        result.prediction(),
        result.method(),
        result.seed(),
        result.noiseFloor(),
        result.selfComparison(),
        measured,
        result.verdict(),
        result.answer(),
        result.meaning(),
        result.variants(),
        result.charts(),
        result.traces(),
        environment,
        result.command(),
        result.started(),
        result.seconds(),
        result.complete());
  }
}
