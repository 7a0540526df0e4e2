package fanout.lab.result;

import java.time.Instant;
import java.util.List;

/**
 * Everything one run of one experiment found; the content of {@code results.json}, schema {@value
 * #SCHEMA}.
 *
 * @param schema version of this form
 * @param experiment its id in the catalogue
 * @param question that it answers
 * @param claim what was published
 * @param source where
 * @param prediction what theory says, computed before the run, as a sentence with figures
 * @param method how it was run
 * @param seed root of every draw and of the order of the trials
 * @param noiseFloor what one variant against itself came to in the figure that decides: the
 *     difference that this run cannot tell from none, in per cent where it is relative
 * @param selfComparison what that rests on
 * @param measured what was put to the test, the finding that decides first
 * @param verdict on the claim
 * @param answer the result in one or two sentences with figures
 * @param meaning what that means for someone's own service
 * @param variants the table
 * @param charts the first is the one that shows the answer
 * @param traces examples at the median and in the tail
 * @param environment where it was measured
 * @param command that runs it again
 * @param started when
 * @param seconds how long it took
 * @param complete false if it was stopped half-way; what there was by then is here
 */
public record ExperimentResult(
    int schema,
    String experiment,
    String question,
    String claim,
    String source,
    String prediction,
    Method method,
    long seed,
    Estimate noiseFloor,
    SelfComparison selfComparison,
    List<Finding> measured,
    Verdict verdict,
    String answer,
    String meaning,
    List<Variant> variants,
    List<Chart> charts,
    List<ExampleTrace> traces,
    Environment environment,
    String command,
    Instant started,
    double seconds,
    boolean complete) {
  /** The version that this code reads and writes. */
  public static final int SCHEMA = 2;
}
