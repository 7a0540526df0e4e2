package fanout.lab.stability;

import fanout.lab.result.ExperimentResult;
import fanout.lab.result.Finding;
import fanout.lab.result.SelfComparison;
import fanout.lab.result.Verdict;
import fanout.lab.stats.Proportion;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * All runs of one experiment.
 *
 * @param experiment its id
 * @param runs how many
 * @param findings in the order of the results; the first is the verdict on the claim
 * @param selfClaims of how many A/A comparisons how many claimed a difference
 * @param longest seconds that a run took
 */
public record Repeated(
    String experiment, int runs, List<Tally> findings, Proportion selfClaims, double longest) {
  public Repeated {
    findings = List.copyOf(findings);
  }

  static Repeated of(String experiment, List<ExperimentResult> runs) {
    Map<String, List<Verdict>> verdicts = new LinkedHashMap<>();
    for (ExperimentResult run : runs) {
      for (Finding finding : run.measured()) {
        verdicts.computeIfAbsent(finding.name(), key -> new ArrayList<>()).add(finding.verdict());
      }
    }
    List<SelfComparison> again = runs.stream().map(ExperimentResult::selfComparison).toList();
    return new Repeated(
        experiment,
        runs.size(),
        verdicts.entrySet().stream().map(e -> Tally.of(e.getKey(), e.getValue())).toList(),
        new Proportion((int) again.stream().filter(SelfComparison::differs).count(), again.size()),
        runs.stream().mapToDouble(ExperimentResult::seconds).max().orElse(0));
  }

  /** The statements on which runs contradicted each other. */
  public List<Tally> flips() {
    return findings.stream().filter(Tally::flips).toList();
  }
}
