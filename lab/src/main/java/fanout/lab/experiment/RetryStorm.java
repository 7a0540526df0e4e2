package fanout.lab.experiment;

import fanout.lab.client.DashboardClient.Ask;
import fanout.lab.client.Ledgers;
import fanout.lab.client.SimulatorClient;
import fanout.lab.result.Estimate;
import fanout.lab.testbed.Ability;
import fanout.lab.trial.Arm;
import fanout.lab.trial.Batch;
import fanout.lab.trial.Bench;
import fanout.lab.trial.Charts;
import fanout.lab.trial.Check;
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
import java.util.Arrays;
import java.util.List;

/** A retry helps against the failure of a call and harms against the failure of a backend. */
@Spec.Name(value = "retry-storm", doc = "When do retries make an outage worse?")
public record RetryStorm() implements Experiment {
  private static final int ATTEMPTS = 4;
  private static final int LATENCY_MS = 20;

  /** Enough for a call and not for two. */
  private static final int SHORT_MS = 30;

  private static final double FEW_ERRORS = 5;
  private static final int CALLERS = 40;
  private static final Duration IDLE_LIMIT = Duration.ofSeconds(20);

  /** The last of three pauses, each twice the one before; more is allowed and never used. */
  private static final Duration LONGEST_PAUSE = Duration.ofMillis(4);

  private static final String BUCKET = "tokens(ratio=0.2)";

  /** Longer than any pause between two attempts, so that who is quiet for it has ended. */
  private static final Duration QUIET = Duration.ofMillis(25);

  /** Half-way between a call for each request and all the calls that are allowed. */
  private static final double HALF_WAY = (1 + ATTEMPTS) / 2.0;

  private static final Figure CALLS = new Figure("calls per request", "");

  /** What happens to the backend, and how the aggregator meets it. */
  private enum Way {
    NONE("no retries", 1, "", ""),
    UNTHROTTLED("retries", ATTEMPTS, "none", ""),
    THROTTLED("retries, throttled", 1, BUCKET, ""),
    LATE(
        "retries, deadline kept back",
        ATTEMPTS,
        "none",
        ",propagate=false,budget=%dms".formatted(SHORT_MS)),
    AWARE("retries, deadline known", 1, "none", ",budget=%dms".formatted(SHORT_MS)),
    FEW("%.0f %% errors, retries, throttled".formatted(FEW_ERRORS), fewCalls(), BUCKET, "");

    private final String text;
    private final double calls;
    private final String throttle;
    private final String plan;

    Way(String text, double calls, String throttle, String plan) {
      this.text = text;
      this.calls = calls;
      this.throttle = throttle;
      this.plan = plan;
    }

    /**
     * What is learnt and spent belongs to a backend and a policy; so no two ways have the same one.
     */
    @SuppressWarnings("EnumOrdinal") // any number, as long as it is its own
    private String retry() {
      Duration max = LONGEST_PAUSE.plusMillis(ordinal());
      return this == NONE
          ? "none"
          : "backoff(attempts=%d,initial=1ms,max=%s,throttle=%s)"
              .formatted(ATTEMPTS, Spec.print(max), throttle);
    }

    boolean isWrong() {
      return this == UNTHROTTLED || this == LATE;
    }

    Ask ask(String errors) {
      return Ask.of("u-1001")
          .plan("sections=orders%s; orders:required=true,retry=%s".formatted(plan, retry()))
          .simulation("orders:latency=%dms%s".formatted(LATENCY_MS, errors));
    }

    String errors() {
      return ",late-error=UNAVAILABLE@%.0f%%".formatted(this == FEW ? FEW_ERRORS : 100);
    }
  }

  /** A call is made again as long as it fails: 1 + p + p² + … up to the last attempt. */
  static double fewCalls() {
    double p = FEW_ERRORS / 100;
    return (1 - Math.pow(p, ATTEMPTS)) / (1 - p);
  }

  @Override
  public Claim claim() {
    return new Claim(
        "Retries amplify the load on what already fails; a client must stop retrying when most of"
            + " its calls fail, and when there is no time left.",
        "Site Reliability Engineering, 2016, chapter 22; gRFC A6, retry throttling");
  }

  @Override
  public String method() {
    return ("After some requests that succeed, every call of a backend fails after %d ms. Requests"
            + " are tried up to %d times: without a brake, with gRPC's token bucket, and under a"
            + " budget of %d ms, too short for a second try, which the caller keeps to itself or"
            + " passes on. At last only %.0f %% of the calls fail. The backend's ledger counts the"
            + " calls that reach it.")
        .formatted(LATENCY_MS, ATTEMPTS, SHORT_MS, FEW_ERRORS);
  }

  @Override
  public String prediction() {
    return "%d calls for each request without a brake; about 1 with a bucket, since it is half empty after the first failures, and 1 where no second try can be in time. With %.0f %% of errors 1 / (1 − p) = %.2f calls, and p^%d = %.4f %% of the requests fail."
        .formatted(
            ATTEMPTS, FEW_ERRORS, fewCalls(), ATTEMPTS, 100 * Math.pow(FEW_ERRORS / 100, ATTEMPTS));
  }

  @Override
  public Setup setup() {
    return Setup.USUAL.needs(Ability.SIMULATOR);
  }

  @Override
  public Duration length() {
    return Duration.ofSeconds(9);
  }

  @Override
  public Design design(Size size) {
    int requests = size.work(CALLERS);
    Design design = Design.of(size.trials(6));
    for (Way way : Way.values()) {
      design = design.plus(new Arm(way.text, way.isWrong(), bench -> outage(bench, way, requests)));
    }
    return design.twice(Way.FEW.text);
  }

  /** The healthy time before fills the bucket and lets the aggregator learn what a call takes. */
  private static Observation outage(Bench bench, Way way, int requests)
      throws InterruptedException {
    SimulatorClient simulator = bench.testbed().simulator();
    bench.prelude(way.ask(""), CALLERS, requests);
    long before = started(simulator);
    Batch batch = bench.dashboards(way.ask(way.errors()), CALLERS, requests);
    double calls = started(simulator) - before;
    return Observation.of(batch).with(CALLS, calls / Math.max(1, batch.answers().size()));
  }

  /** Calls that have reached the backends, once no more come: abandoned ones are retried too. */
  private static long started(SimulatorClient simulator) throws InterruptedException {
    long seen = -1;
    while (true) {
      List<Ledger> ledgers = Ledgers.awaitIdle(simulator, IDLE_LIMIT);
      long started = ledgers.stream().mapToLong(Ledger::getStarted).sum();
      if (started == seen) {
        return started;
      }
      seen = started;
      Thread.sleep(QUIET);
    }
  }

  @Override
  public Conclusion conclusion(Measurements measured) {
    return Conclusion.on(CALLS)
        .finding(
            check(
                    measured,
                    Way.UNTHROTTLED,
                    "Without a brake a request in an outage makes at least %.1f calls, half-way to"
                        + " %d.")
                .atLeast(HALF_WAY))
        .finding(
            check(measured, Way.THROTTLED, "With a token bucket it makes fewer than %.1f.")
                .atMost(HALF_WAY))
        .finding(
            check(
                    measured,
                    Way.LATE,
                    "Retries that do not know the deadline go on after it: at least %.1f calls.")
                .atLeast(HALF_WAY))
        .finding(check(measured, Way.AWARE, "Those that do make fewer than %.1f.").atMost(HALF_WAY))
        .finding(
            measured
                .check(
                    "what retries are for",
                    "When %.0f %% of the calls fail, less than half as many requests do."
                        .formatted(FEW_ERRORS),
                    measured.mean(Way.FEW.text, Figure.FAILED))
                .noise(measured.noise(Figure.FAILED))
                .predicted(100 * Math.pow(FEW_ERRORS / 100, ATTEMPTS))
                .lowerIsBetter()
                .atMost(FEW_ERRORS / 2))
        .answer(
            "In an outage a request makes %s calls where nothing holds retries back and %s with a token bucket; %s where the deadline is kept from them, %s where it is known. With %.0f %% of errors the same bucket lets %s calls through, and %s of the requests fail."
                .formatted(
                    shown(measured, Way.UNTHROTTLED),
                    shown(measured, Way.THROTTLED),
                    shown(measured, Way.LATE),
                    shown(measured, Way.AWARE),
                    FEW_ERRORS,
                    shown(measured, Way.FEW),
                    Shown.value(measured.mean(Way.FEW.text, Figure.FAILED))))
        .meaning(
            "A retry policy without a throttle multiplies the load of an outage by its attempts,"
                + " and where each of k layers retries, by that to the power of k. Retry at one"
                + " layer, give every retry policy a budget that failures use up, and pass"
                + " deadlines on, so that nobody tries again for a caller who has gone.")
        .table(measured, CALLS, Figure.FAILED, Figure.P50)
        .chart(
            Charts.bars(
                "Calls that reach the backend, for each request",
                measured,
                CALLS,
                arm -> theory(arm.name())))
        .example("retries without a brake, at the median", measured.atMedian(Way.UNTHROTTLED.text))
        .example("deadline known, at the median", measured.atMedian(Way.AWARE.text));
  }

  private static Check check(Measurements measured, Way way, String says) {
    Estimate calls = measured.median(way.text, CALLS);
    return measured
        .check(way.text, says.formatted(HALF_WAY, ATTEMPTS), calls)
        .noise(measured.noise(CALLS))
        .predicted(way.calls)
        .lowerIsBetter();
  }

  private static String shown(Measurements measured, Way way) {
    return Shown.value(measured.median(way.text, CALLS));
  }

  private static double theory(String arm) {
    return Arrays.stream(Way.values())
        .filter(way -> way.text.equals(arm))
        .mapToDouble(way -> way.calls)
        .sum();
  }
}
