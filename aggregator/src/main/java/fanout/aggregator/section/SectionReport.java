package fanout.aggregator.section;

import fanout.aggregator.attempt.AttemptCounts;
import fanout.v1.AppliedBehavior;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The fate of one section and how it came about. Immutable.
 *
 * @param latency from the start of its first call to its fate; empty where no call was made
 * @param attempts what had begun when its fate was sealed, retries, hedges and all shards included
 * @param budgetLeft what was left of the request's budget when the first call started
 * @param counts what became of its hedges and retries
 * @param applied what the backends say they did, one entry for each shard that said so
 */
public record SectionReport(
    String name,
    boolean required,
    Outcome outcome,
    Optional<Duration> latency,
    int attempts,
    AttemptCounts counts,
    Optional<Duration> budgetLeft,
    List<AppliedBehavior> applied) {}
