package fanout.lab.cli;

import static fanout.runtime.spec.SpecException.require;

import fanout.lab.load.Arrivals;
import fanout.lab.load.Closed;
import fanout.lab.load.Constant;
import fanout.lab.load.LoadPlan;
import fanout.lab.load.Open;
import fanout.lab.load.Rate;
import fanout.runtime.spec.Spec;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How many calls and when: the flags that ghz's users know, and those it lacks. */
final class LoadFlags {
  private static final int USUAL_CALLERS = 50;
  private static final long USUAL_TOTAL = 200;

  @Option(
      names = {"-n", "--total"},
      paramLabel = "N",
      description = "Ends after so many calls (default: 200, where nothing else ends the run).")
  private @Nullable Long total;

  @Option(
      names = {"-c", "--concurrency"},
      paramLabel = "N",
      description =
          "Closed loop of so many callers (default: 50). With -r: so many calls open at most, and"
              + " what comes in excess is refused and counted.")
  private @Nullable Integer concurrency;

  @Option(
      names = {"-r", "--rps"},
      paramLabel = "N",
      description = "Open loop: so many calls a second, whatever becomes of them.")
  private @Nullable Double rps;

  @Option(
      names = "--arrivals",
      paramLabel = "SPEC",
      description =
          "constant(rate=500/s), poisson(rate=500/s), steps(100/s:10s|200/s:10s),"
              + " ramp(from=0/s,to=500/s,over=30s) or closed(callers=50).")
  private @Nullable String arrivals;

  @Option(
      names = {"-z", "--duration"},
      paramLabel = "TIME",
      description = "Starts no call after so long, for example 30s.")
  private @Nullable Duration duration;

  @Option(
      names = "--warmup",
      paramLabel = "TIME",
      description = "Calls for so long before; counted apart (default: none).")
  private @Nullable Duration warmUp;

  @Option(
      names = "--drain",
      paramLabel = "TIME",
      description = "Awaits the open calls at the end for so long (default: 30s).")
  private @Nullable Duration drain;

  @Option(
      names = "--max-open",
      paramLabel = "N",
      description = "Open loop: more calls than this are refused and counted (default: 10000).")
  private @Nullable Integer mostOpen;

  Optional<Duration> warmUp() {
    require(warmUp == null || warmUp.isPositive(), "--warmup", text(warmUp), "more than 0ms");
    return Optional.ofNullable(warmUp);
  }

  LoadPlan plan(long seed) {
    Arrivals chosen = chosen();
    boolean open = chosen instanceof Open;
    require(
        open || mostOpen == null, "--max-open", text(mostOpen), "a bound for an open loop, see -r");
    require(mostOpen == null || concurrency == null, "-c", text(concurrency), "-c or --max-open");
    Integer bound = mostOpen == null ? concurrency : mostOpen;
    boolean ends = duration != null || (chosen instanceof Open o && o.length().isPresent());
    return new LoadPlan(
        chosen,
        total != null || ends ? Optional.ofNullable(total) : Optional.of(USUAL_TOTAL),
        Optional.ofNullable(duration),
        drain == null ? LoadPlan.USUAL_DRAIN : drain,
        open && bound != null ? bound : LoadPlan.USUAL_MOST_OPEN,
        seed);
  }

  private Arrivals chosen() {
    if (arrivals != null) {
      require(rps == null, "-r", text(rps), "-r or --arrivals");
      Arrivals given = Spec.parse(Arrivals.class, arrivals);
      require(
          concurrency == null || given instanceof Open,
          "-c",
          text(concurrency),
          "-c or --arrivals closed(…)");
      return given;
    }
    if (rps != null) {
      return new Constant(new Rate(rps));
    }
    return new Closed(concurrency == null ? USUAL_CALLERS : concurrency);
  }

  private static Object text(@Nullable Object value) {
    return value == null ? "none" : value;
  }
}
