package fanout.lab.experiment;

import fanout.lab.client.DashboardClient.Ask;
import fanout.lab.result.Chart;
import fanout.lab.result.Chart.Kind;
import fanout.lab.result.Chart.Scale;
import fanout.lab.result.Estimate;
import fanout.lab.result.Finding;
import fanout.lab.trial.Arm;
import fanout.lab.trial.Batch;
import fanout.lab.trial.Charts;
import fanout.lab.trial.Claim;
import fanout.lab.trial.Conclusion;
import fanout.lab.trial.Design;
import fanout.lab.trial.Figure;
import fanout.lab.trial.Measurements;
import fanout.lab.trial.Observation;
import fanout.lab.trial.Shown;
import fanout.lab.trial.Size;
import fanout.runtime.spec.Spec;
import fanout.v1.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;

/** Who needs every part multiplies the failures of the parts; who does not, does not. */
@Spec.Name(value = "partial-failure", doc = "What does one failing backend cost the caller?")
public record PartialFailure() implements Experiment {
  private static final int SECTIONS = 3;
  private static final List<Integer> ERRORS_PERCENT = List.of(3, 10, 25);
  private static final int CHOSEN = 10;

  /**
   * Half of the way from what is left of those that need all to what is left of those that do not.
   */
  private static final double POINTS =
      (Way.USER_REQUIRED.availability(CHOSEN) - Way.FAIL_FAST.availability(CHOSEN)) / 2;

  private static final String NOTHING_REQUIRED = "nothing required, 10 % errors";
  private static final Figure AVAILABLE = new Figure("answered", "%");
  private static final Figure LOADED = new Figure("sections loaded", "%");

  /** What is asked of the backends, and the share of requests that it answers. */
  private enum Way {
    FAIL_FAST("all needed", "join=fail-fast; each:required=true"),
    USER_REQUIRED("user needed", "join=best-effort; each:required=false; user:required=true");

    private final String text;
    private final String plan;

    Way(String text, String plan) {
      this.text = text;
      this.plan = plan;
    }

    String with(int percent) {
      return "%s, %d %% errors".formatted(text, percent);
    }

    /** In per cent, for an error rate in per cent. */
    double availability(double percent) {
      double fine = 1 - percent / 100;
      return 100
          * switch (this) {
            case FAIL_FAST -> Math.pow(fine, SECTIONS);
            case USER_REQUIRED -> fine;
          };
    }
  }

  @Override
  public Claim claim() {
    return new Claim(
        "Gathering raises the first error and the other results are lost; with errors returned as"
            + " results the caller decides what it can do without.",
        "asyncio.gather and return_exceptions=True");
  }

  @Override
  public String method() {
    return ("Each of three backends refuses %s %% of its calls, each call by a draw of its own. The"
            + " dashboard needs all of them and fails at the first error, or it needs only the user"
            + " and shows what else came. The figures are the share of requests that are answered"
            + " and the share of sections in the answers that were loaded.")
        .formatted(ERRORS_PERCENT);
  }

  @Override
  public String prediction() {
    return "With an error rate p, who needs all three is answered in (1 − p)³ of the cases, who needs one in 1 − p: %s. Where nothing is required every request is answered, with 1 − p of its sections."
        .formatted(
            String.join(
                ", ",
                ERRORS_PERCENT.stream()
                    .map(
                        p ->
                            "%.1f and %.0f %% at %d %%"
                                .formatted(
                                    Way.FAIL_FAST.availability(p),
                                    Way.USER_REQUIRED.availability(p),
                                    p))
                    .toList()));
  }

  /** Share of requests answered by who needs all, in per cent. */
  static double failFastPercent(double errorPercent) {
    return Way.FAIL_FAST.availability(errorPercent);
  }

  @Override
  public Duration length() {
    return Duration.ofSeconds(6);
  }

  @Override
  public Design design(Size size) {
    int requests = size.work(120);
    Design design = Design.of(size.trials(7));
    for (int percent : ERRORS_PERCENT) {
      for (Way way : Way.values()) {
        boolean wrongTwin = way == Way.FAIL_FAST;
        design = design.plus(arm(way.with(percent), wrongTwin, way.plan, percent, requests));
      }
    }
    return design
        .plus(arm(NOTHING_REQUIRED, false, "each:required=false", CHOSEN, requests))
        .twice(Way.USER_REQUIRED.with(CHOSEN));
  }

  private static Arm arm(String name, boolean wrong, String plan, int percent, int requests) {
    Ask ask =
        Ask.of("u-1001")
            .plan(plan)
            .simulation("latency=2ms,error=UNAVAILABLE@%d%%".formatted(percent));
    return new Arm(
        name,
        wrong,
        bench -> {
          Batch batch = bench.dashboards(ask, 8, requests);
          return Observation.of(batch)
              .with(AVAILABLE, batch.share(call -> call.status().isOk()))
              .with(LOADED, loaded(batch));
        });
  }

  /** What users got to see: of a failed request nothing. */
  private static double loaded(Batch batch) {
    long loaded =
        batch.answers().stream()
            .filter(answer -> answer.call().status().isOk())
            .flatMap(answer -> answer.call().dashboard().stream())
            .flatMap(dashboard -> dashboard.getSectionsList().stream())
            .filter(section -> section.getOutcome() == Outcome.OUTCOME_LOADED)
            .count();
    return 100.0 * loaded / Math.max(1, SECTIONS * batch.answers().size());
  }

  @Override
  public Conclusion conclusion(Measurements measured) {
    String failFast = Way.FAIL_FAST.with(CHOSEN);
    String user = Way.USER_REQUIRED.with(CHOSEN);
    Estimate all = measured.mean(failFast, AVAILABLE);
    Estimate one = measured.mean(user, AVAILABLE);
    return Conclusion.on(AVAILABLE)
        .finding(
            near(
                measured,
                "needing all",
                "(1 − p)³ = %.1f %% of the requests that need all three backends are answered",
                AVAILABLE,
                all,
                Way.FAIL_FAST.availability(CHOSEN)))
        .finding(
            near(
                measured,
                "needing one",
                "1 − p = %.1f %% of those that need only the user are answered",
                AVAILABLE,
                one,
                Way.USER_REQUIRED.availability(CHOSEN)))
        .finding(
            near(
                measured,
                "needing none",
                "%.1f %% of those that need nothing are answered",
                AVAILABLE,
                measured.mean(NOTHING_REQUIRED, AVAILABLE),
                100))
        .finding(
            near(
                measured,
                "what users see",
                "%.1f %% of the sections are shown to users where nothing is required",
                LOADED,
                measured.mean(NOTHING_REQUIRED, LOADED),
                100 - CHOSEN))
        .answer(
            "When each backend fails in %d %% of its calls, %s of the requests that need all of them are answered and %s of those that need one; theory says %.1f and %.0f %%. Users then see %s and %s of the sections."
                .formatted(
                    CHOSEN,
                    Shown.value(all),
                    Shown.value(one),
                    Way.FAIL_FAST.availability(CHOSEN),
                    Way.USER_REQUIRED.availability(CHOSEN),
                    Shown.value(measured.mean(failFast, LOADED)),
                    Shown.value(measured.mean(user, LOADED))))
        .meaning(
            "Every backend that you require multiplies your availability by its own: thirty at"
                + " 99.9 % make 97 %. Require what the page makes no sense without, and show the"
                + " rest when it comes; a failed request throws away the answers that did come.")
        .table(measured, AVAILABLE, LOADED, Figure.P50)
        .chart(chart(measured))
        .example("all needed, at the median", measured.atMedian(failFast))
        .example("user needed, in the tail", measured.inTail(user));
  }

  private static Finding near(
      Measurements measured,
      String name,
      String says,
      Figure figure,
      Estimate share,
      double theory) {
    return measured
        .check(name, (says + ", give or take %.1f points.").formatted(theory, POINTS), share)
        .noise(measured.noise(figure))
        .predicted(theory)
        .higherIsBetter()
        .within(theory - POINTS, theory + POINTS);
  }

  private static Chart chart(Measurements measured) {
    double[] xs = IntStream.rangeClosed(0, 30).asDoubleStream().toArray();
    return new Chart(
        "Requests that are answered, by the error rate of each backend",
        Charts.axis("calls that fail", "%", Scale.LINEAR),
        Charts.axis("requests answered", "%", Scale.LINEAR),
        List.of(
            points("all needed", Kind.WRONG_TWIN, measured, Way.FAIL_FAST),
            points("user needed", Kind.MEASURED, measured, Way.USER_REQUIRED),
            curve("(1 − p)³", xs, Way.FAIL_FAST::availability),
            curve("1 − p", xs, Way.USER_REQUIRED::availability)));
  }

  private static Chart.Series points(String name, Kind kind, Measurements measured, Way way) {
    return Charts.points(
        name, kind, ERRORS_PERCENT, p -> Charts.point(p, measured.mean(way.with(p), AVAILABLE)));
  }

  private static Chart.Series curve(String name, double[] xs, DoubleUnaryOperator formula) {
    return Charts.curve(name, Kind.THEORY, xs, formula);
  }
}
