package fanout.lab.experiment;

import fanout.lab.client.DashboardClient.Ask;
import fanout.lab.client.Ledgers;
import fanout.lab.client.SimulatorClient;
import fanout.lab.result.Estimate;
import fanout.lab.result.Finding;
import fanout.lab.testbed.Ability;
import fanout.lab.trial.Batch;
import fanout.lab.trial.Bench;
import fanout.lab.trial.Charts;
import fanout.lab.trial.Claim;
import fanout.lab.trial.Conclusion;
import fanout.lab.trial.Design;
import fanout.lab.trial.Figure;
import fanout.lab.trial.Measurements;
import fanout.lab.trial.Observation;
import fanout.lab.trial.Setup;
import fanout.lab.trial.Shown;
import fanout.lab.trial.Size;
import fanout.runtime.spec.Spec;
import fanout.v1.Ledger;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** A second request is cheap against stragglers and ruinous against an outage, unless bounded. */
@Spec.Name(value = "hedging", doc = "Can a second request buy back the tail?")
public record Hedging() implements Experiment {
  private static final double USUAL_MS = 5;
  private static final double STRAGGLER_MS = 200;
  private static final double STRAGGLERS_PERCENT = 4;
  private static final double DELAY_MS = 15;
  private static final double OUTAGE_MS = 60;
  private static final double BUDGET_PERCENT = 15;
  private static final double HEDGED_MS = DELAY_MS + USUAL_MS;
  private static final double PUBLISHED_EXTRA = 2;

  /**
   * Half of all calls: half-way between the few that stragglers cost and the doubling of an outage.
   */
  private static final double HALF = 50;

  /** Stragglers are few; a busy machine adds some of its own. */
  private static final double FEW_PERCENT = 20;

  /**
   * Of so many the p99 is the second from the top, of less the first has a part in it: one trial in
   * forty is spoilt by two that are slow twice over, of 4 % times 4 %, and one in eighty has less
   * than two that are slow at all. The interval of a median of seven trials bears one such; that of
   * six does not.
   */
  private static final int REQUESTS = 160;

  private static final int CALLERS = 20;

  /** All at once. */
  private static final int OUTAGE_REQUESTS = 80;

  private static final Duration IDLE_LIMIT = Duration.ofSeconds(20);

  /** Requests that succeed before an outage for each one in it. */
  private static final double BEFORE = 0.2;

  /**
   * The same where a policy has to learn what is usual: its first plan takes 10 slow calls that its
   * budget would pay for, of 67.
   */
  private static final double LEARNT = 1;

  private static final String FIXED = "fixed(after=%.0fms)".formatted(DELAY_MS);
  private static final String BOUNDED =
      "fixed(after=%.0fms,budget=%.0f%%)".formatted(DELAY_MS, BUDGET_PERCENT);

  private static final String NO_HEDGE = "none";
  private static final String FIXED_NAME = "after %.0f ms".formatted(DELAY_MS);
  private static final String ADAPTIVE_NAME = "adaptive, budget %.0f %%".formatted(BUDGET_PERCENT);
  private static final String IN_OUTAGE = "outage, ";
  private static final String BOUNDED_NAME =
      "%s%s, budget %.0f %%".formatted(IN_OUTAGE, FIXED_NAME, BUDGET_PERCENT);

  /** Calls that reached the backend beyond one for each request. */
  private static final Figure EXTRA = new Figure("extra calls", "%");

  /**
   * One that has learnt nothing in this run: what a policy knows is kept for each of its values. No
   * call is as old as any of these memories, so they are alike otherwise.
   */
  private static String adaptive(int number) {
    return "adaptive(budget=%.0f%%,memory=%ds)".formatted(BUDGET_PERCENT, 600 + number);
  }

  /** All that a bucket can have earned by the end of an outage, for the calls within it. */
  private static double earnedPercent(double before) {
    return BUDGET_PERCENT * (1 + before);
  }

  @Override
  public Claim claim() {
    return new Claim(
        "A second request after 10 ms took the p99.9 of a wide read from 1800 to 74 ms, for 2 %"
            + " more requests.",
        "Dean and Barroso, The Tail at Scale, Communications of the ACM 56(2), 2013");
  }

  @Override
  public String method() {
    return ("A backend answers in %.0f ms, but %.0f %% of its calls take %.0f ms. Calls are sent"
            + " once, once more after %.0f ms, or when an adaptive policy thinks best, which"
            + " may make %.0f %% more calls. Then a second backend goes from good, with as many"
            + " stragglers, to all calls taking %.0f ms; the adaptive policy is a new one in"
            + " each trial, and learns before the outage. The ledgers count the calls that"
            + " reach the backends; the p99 is the median of those of the trials, which a"
            + " single stall of the machine does not decide.")
        .formatted(USUAL_MS, STRAGGLERS_PERCENT, STRAGGLER_MS, DELAY_MS, BUDGET_PERCENT, OUTAGE_MS);
  }

  @Override
  public String prediction() {
    return "The p99 falls from %.0f to %.0f + %.0f = %.0f ms for %.0f %% more calls. In the outage every call is hedged, 100 %% more; a budget leaves what the bucket has earned by then, at most %.0f %%, or %.0f %% where as many calls came before to learn from."
        .formatted(
            STRAGGLER_MS,
            DELAY_MS,
            USUAL_MS,
            HEDGED_MS,
            STRAGGLERS_PERCENT,
            earnedPercent(BEFORE),
            earnedPercent(LEARNT));
  }

  @Override
  public Setup setup() {
    return Setup.USUAL.needs(Ability.SIMULATOR);
  }

  @Override
  public Duration length() {
    return Duration.ofSeconds(10);
  }

  @Override
  public Design design(Size size) {
    int requests = size.work(REQUESTS);
    int slow = size.work(OUTAGE_REQUESTS);
    AtomicInteger policies = new AtomicInteger();
    return Design.of(size.trials(8))
        .arm(NO_HEDGE, bench -> stragglers(bench, "none", requests))
        .arm(FIXED_NAME, bench -> stragglers(bench, FIXED, requests))
        .arm(ADAPTIVE_NAME, bench -> stragglers(bench, adaptive(0), requests))
        .wrongTwin(IN_OUTAGE + FIXED_NAME, bench -> outage(bench, FIXED, BEFORE, slow))
        .arm(BOUNDED_NAME, bench -> outage(bench, BOUNDED, BEFORE, slow))
        .arm(
            IN_OUTAGE + ADAPTIVE_NAME,
            bench -> outage(bench, adaptive(policies.incrementAndGet()), LEARNT, slow))
        .twice(FIXED_NAME);
  }

  private static Observation stragglers(Bench bench, String hedge, int requests)
      throws InterruptedException {
    return counted(bench, "orders", hedge, usually(STRAGGLER_MS), CALLERS, requests);
  }

  /** On a backend of its own, or what is learnt in the outage would be used in fair weather. */
  private static Observation outage(Bench bench, String hedge, double before, int requests)
      throws InterruptedException {
    int fair = (int) Math.max(1, Math.round(before * requests));
    bench.prelude(ask("notifications", hedge, usually(OUTAGE_MS)), CALLERS, fair);
    String slow = "%.0fms".formatted(OUTAGE_MS);
    return counted(bench, "notifications", hedge, slow, OUTAGE_REQUESTS, requests);
  }

  private static String usually(double stragglerMs) {
    return "%.0f%%:%.0fms|%.0f%%:%.0fms"
        .formatted(100 - STRAGGLERS_PERCENT, USUAL_MS, STRAGGLERS_PERCENT, stragglerMs);
  }

  private static Ask ask(String backend, String hedge, String latency) {
    return Ask.of("u-1001")
        .plan("sections=%s; %s:hedge=%s".formatted(backend, backend, hedge))
        .simulation("%s:latency=%s".formatted(backend, latency));
  }

  private static Observation counted(
      Bench bench, String backend, String hedge, String latency, int callers, int requests)
      throws InterruptedException {
    SimulatorClient simulator = bench.testbed().simulator();
    long before = started(simulator);
    Batch batch = bench.dashboards(ask(backend, hedge, latency), callers, requests);
    double calls = started(simulator) - before;
    int asked = Math.max(1, batch.answers().size());
    return Observation.of(batch).with(EXTRA, 100 * (calls / asked - 1));
  }

  private static long started(SimulatorClient simulator) throws InterruptedException {
    return Ledgers.awaitIdle(simulator, IDLE_LIMIT).stream().mapToLong(Ledger::getStarted).sum();
  }

  @Override
  public Conclusion conclusion(Measurements measured) {
    double theory = STRAGGLER_MS / HEDGED_MS;
    double halfWay = Math.sqrt(theory); // between factors
    Estimate fixed = measured.median(FIXED_NAME, Figure.P99);
    Estimate none = measured.median(NO_HEDGE, Figure.P99);
    return Conclusion.on(Figure.P99)
        .finding(
            measured
                .check(
                    "p99",
                    "Without hedges the p99 is nearer to %.0f times as long than to no longer, at least %.1f times (the root of it)."
                        .formatted(theory, halfWay),
                    measured.ratio(NO_HEDGE, FIXED_NAME, Figure.P99))
                .noise(measured.noise(Figure.P99))
                .predicted(theory)
                .higherIsBetter()
                .atLeast(halfWay))
        .finding(
            measured
                .check(
                    "extra calls",
                    "Hedges against stragglers cost at most %.0f %% more calls."
                        .formatted(FEW_PERCENT),
                    measured.mean(FIXED_NAME, EXTRA))
                .noise(measured.noise(EXTRA))
                .predicted(STRAGGLERS_PERCENT)
                .published(PUBLISHED_EXTRA)
                .lowerIsBetter()
                .atMost(FEW_PERCENT))
        .finding(
            measured
                .check(
                    "outage without a budget",
                    "In an outage a fixed delay sends more than half of the calls twice.",
                    measured.mean(IN_OUTAGE + FIXED_NAME, EXTRA))
                .noise(measured.noise(EXTRA))
                .predicted(100)
                .lowerIsBetter()
                .atLeast(HALF))
        .finding(bounded(measured, "outage with a budget", BOUNDED_NAME, "a fixed delay", BEFORE))
        .finding(
            bounded(
                measured,
                "outage, adaptive",
                IN_OUTAGE + ADAPTIVE_NAME,
                "an adaptive policy",
                LEARNT))
        .answer(
            "A hedge after %.0f ms takes the p99 from %s to %s for %s more calls, an adaptive one to %s for %s. In an outage the former makes %s more calls, with a budget %s."
                .formatted(
                    DELAY_MS,
                    Shown.value(none),
                    Shown.value(fixed),
                    extra(measured, FIXED_NAME),
                    Shown.value(measured.median(ADAPTIVE_NAME, Figure.P99)),
                    extra(measured, ADAPTIVE_NAME),
                    extra(measured, IN_OUTAGE + FIXED_NAME),
                    extra(measured, BOUNDED_NAME)))
        .meaning(
            "Hedge what is safe to do twice, after the time by which nearly all calls are answered,"
                + " and never without a budget: stragglers are rare by definition, so that a few"
                + " per cent buy the tail back, while a delay that was right yesterday doubles the"
                + " load on the day when everything is slow.")
        .table(measured, Figure.P50, Figure.P99, EXTRA)
        .chart(
            Charts.bars(
                "Slowest request in a hundred", measured, Figure.P99, arm -> p99(arm.name())))
        .chart(
            Charts.bars(
                "Calls beyond one for each request", measured, EXTRA, arm -> extra(arm.name())))
        .example("hedged after a fixed time, in the tail", measured.inTail(FIXED_NAME))
        .example("not hedged, in the tail", measured.inTail(NO_HEDGE));
  }

  private static Finding bounded(
      Measurements measured, String name, String arm, String who, double before) {
    return measured
        .check(
            name,
            "There a budget of %.0f %% keeps %s below half of the calls; the bucket can have earned %.0f %%."
                .formatted(BUDGET_PERCENT, who, earnedPercent(before)),
            measured.mean(arm, EXTRA))
        .noise(measured.noise(EXTRA))
        .predicted(earnedPercent(before))
        .lowerIsBetter()
        .atMost(HALF);
  }

  private static String extra(Measurements measured, String arm) {
    return Shown.value(measured.mean(arm, EXTRA));
  }

  private static double p99(String arm) {
    return arm.startsWith(IN_OUTAGE) ? OUTAGE_MS : arm.equals(NO_HEDGE) ? STRAGGLER_MS : HEDGED_MS;
  }

  private static double extra(String arm) {
    if (arm.equals(NO_HEDGE)) {
      return 0;
    }
    if (arm.equals(FIXED_NAME)) {
      return STRAGGLERS_PERCENT;
    }
    if (arm.equals(IN_OUTAGE + FIXED_NAME)) {
      return 100;
    }
    if (arm.equals(BOUNDED_NAME)) {
      return earnedPercent(BEFORE);
    }
    return arm.startsWith(IN_OUTAGE) ? earnedPercent(LEARNT) : BUDGET_PERCENT;
  }
}
