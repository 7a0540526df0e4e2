package fanout.lab.run;

import fanout.lab.measure.Distribution;
import fanout.lab.result.ExperimentResult;
import fanout.lab.trace.Trace;
import fanout.lab.trial.Observation;
import java.util.List;
import java.util.Map;

/**
 * All that a run leaves behind. Immutable.
 *
 * @param result what it found
 * @param trials every observation that counts, by label
 * @param latencies of all calls together, by label
 * @param traces by the names of their files
 */
public record ExperimentRun(
    ExperimentResult result,
    Map<String, List<Observation>> trials,
    Map<String, Distribution> latencies,
    Map<String, Trace> traces) {}
