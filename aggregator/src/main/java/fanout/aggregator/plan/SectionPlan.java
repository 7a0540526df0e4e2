package fanout.aggregator.plan;

import fanout.aggregator.hedge.HedgePolicy;
import fanout.aggregator.limit.ConcurrencyLimit;
import fanout.aggregator.retry.RetryPolicy;
import fanout.aggregator.substitute.None;
import fanout.aggregator.substitute.Substitute;
import fanout.runtime.spec.Spec;
import fanout.runtime.spec.SpecException;
import java.time.Duration;
import java.util.Optional;

/**
 * How one section of a dashboard is asked for. Immutable.
 *
 * @param required whether the dashboard fails without it
 * @param limit how long each of its calls may take; empty: as long as the request's budget allows
 * @param substitute what stands in when it is missing; only for a section that is not required
 * @param shards by how many calls it is asked for, each for an equal part
 * @param hedge whether a slow call is sent once more
 * @param retry whether a call that has failed is tried again
 * @param concurrency how many calls to its backend this aggregator makes at once, over all requests
 *     that say the same
 */
public record SectionPlan(
    @Spec.Default("false") @Spec.Doc("whether the dashboard fails without it") boolean required,
    @Spec.Default("none") @Spec.Doc("how long each of its calls may take") Optional<Duration> limit,
    @Spec.Default("none") @Spec.Doc("what stands in when it is missing") Substitute substitute,
    @Spec.Default("1") @Spec.Doc("by how many calls it is asked for, each for an equal part")
        int shards,
    @Spec.Default("none") @Spec.Doc("whether a slow call is sent once more") HedgePolicy hedge,
    @Spec.Default("none") @Spec.Doc("whether a call that has failed is tried again")
        RetryPolicy retry,
    @Spec.Default("none")
        @Spec.Doc("how many calls to its backend are made at once, of all requests")
        ConcurrencyLimit concurrency) {
  /** How many calls one request may make in all. */
  public static final int MOST_CALLS = 300;

  public SectionPlan {
    SpecException.require(
        limit.map(Duration::isPositive).orElse(true),
        "limit",
        limit.orElse(Duration.ZERO),
        "none, or more than 0ms");
    SpecException.require(
        shards >= 1 && shards <= MOST_CALLS, "shards", shards, "1 to " + MOST_CALLS);
    SpecException.require(
        !required || substitute instanceof None,
        "substitute",
        Spec.print(substitute),
        "none, unless required=false");
  }
}
