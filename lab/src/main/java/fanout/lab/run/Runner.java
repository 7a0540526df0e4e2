package fanout.lab.run;

import fanout.lab.experiment.Experiment;
import fanout.lab.measure.Distribution;
import fanout.lab.result.Estimate;
import fanout.lab.result.ExperimentResult;
import fanout.lab.result.Method;
import fanout.lab.stats.Bootstrap;
import fanout.lab.stats.NoiseFloor;
import fanout.lab.testbed.Ability;
import fanout.lab.testbed.MissingAbilityException;
import fanout.lab.testbed.Testbed;
import fanout.lab.trial.Conclusion;
import fanout.lab.trial.Design;
import fanout.lab.trial.Figure;
import fanout.lab.trial.Measurements;
import fanout.lab.trial.Size;
import fanout.lab.trial.Stop;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Runs experiments, one after another, each on a testbed of its own. For one thread; {@link #stop}
 * is thread-safe.
 *
 * @param launcher makes the testbeds
 * @param progress hears how far a run has come
 * @param stop ends a run early, with the rounds that are complete
 */
public record Runner(Testbed.Launcher launcher, Progress progress, Stop stop) {
  /**
   * Runs one. When this returns its testbed has ended.
   *
   * @param command that runs it again
   * @throws MissingAbilityException if the testbed cannot give what the experiment needs
   * @throws StoppedException if it was stopped before a round was complete
   * @throws Exception if a trial could not be measured
   */
  public ExperimentRun run(Experiment experiment, Size size, long seed, String command)
      throws Exception {
    Instant started = Instant.now();
    long begin = System.nanoTime();
    String prediction = experiment.prediction();
    Design design = experiment.design(size);
    progress.at("starting the testbed", 0);
    try (Testbed testbed = launcher.launch(experiment.setup().settings(seed, false))) {
      for (Ability need : experiment.setup().needs()) {
        if (!testbed.abilities().contains(need)) {
          throw new MissingAbilityException(need, testbed.place());
        }
      }
      Rounds rounds = new Rounds(design, testbed, size, seed, stop, progress);
      if (design.warmUps() > 0) {
        progress.at("warming up", 0);
        Compilers.feed(testbed, size, seed, stop);
      }
      rounds.run();
      if (rounds.complete() == 0) {
        throw new StoppedException();
      }
      progress.at("computing intervals", 1);
      Measurements measured =
          new Measurements(design, rounds.trials(), new Bootstrap(Long.reverse(seed)));
      Conclusion conclusion = experiment.conclusion(measured);
      try (Examples examples =
          new Examples(testbed, launcher, experiment.setup(), size, seed, stop)) {
        progress.at("tracing examples", 1);
        examples.fetch(conclusion.examples());
        List<String> remarks = new ArrayList<>(Remarks.on(rounds, measured, conclusion.noise()));
        remarks.addAll(examples.remarks());
        ExperimentResult result =
            new ExperimentResult(
                ExperimentResult.SCHEMA,
                experiment.id(),
                experiment.question(),
                experiment.claim().text(),
                experiment.claim().source(),
                prediction,
                new Method(
                    experiment.method(),
                    size.name(),
                    rounds.complete(),
                    Remarks.warmUp(rounds, design, conclusion.noise()),
                    remarks),
                seed,
                floor(measured, conclusion.noise()),
                measured.again(conclusion.noise()),
                conclusion.findings(),
                conclusion.verdict(),
                conclusion.answer(),
                conclusion.meaning(),
                conclusion.variants(),
                conclusion.charts(),
                examples.examples(),
                Environments.of(testbed),
                command,
                started,
                (System.nanoTime() - begin) / 1e9,
                rounds.outOfTime() || rounds.complete() == design.trials());
        return new ExperimentRun(result, rounds.trials(), latencies(measured), examples.traces());
      }
    }
  }

  /** What cannot be told from nothing, in per cent where it is relative. */
  private static Estimate floor(Measurements measured, Figure figure) {
    NoiseFloor floor = measured.noise(figure);
    double size = floor.absolute() ? floor.size() : 100 * floor.size();
    String unit = floor.absolute() ? figure.unit() : "%";
    return new Estimate(size, 0, size, unit, measured.rounds());
  }

  private static Map<String, Distribution> latencies(Measurements measured) {
    Map<String, Distribution> all = new LinkedHashMap<>();
    measured.design().withAgain().forEach(a -> all.put(a.name(), measured.latency(a.name())));
    return all;
  }
}
