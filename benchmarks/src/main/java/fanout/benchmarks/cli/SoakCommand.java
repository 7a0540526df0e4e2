package fanout.benchmarks.cli;

import static fanout.runtime.spec.SpecException.require;

import fanout.benchmarks.soak.Account;
import fanout.benchmarks.soak.HopReport;
import fanout.benchmarks.soak.Punctuality;
import fanout.benchmarks.soak.Soak;
import fanout.benchmarks.soak.SoakReport;
import fanout.benchmarks.soak.Vitals;
import fanout.lab.terminal.Terminal;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** {@code soak}: torments the testbed and checks its books. */
@Command(
    name = "soak",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Torments the testbed with faults, cancels and deaths of backends, then checks its books.",
    footerHeading =
        "%nExit status: 0 all adds up and nothing has grown, 1 something does not, 2 a flag was not"
            + " understood.%n")
final class SoakCommand implements Callable<Integer> {
  private final Terminal terminal;

  @picocli.CommandLine.Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--minutes",
      paramLabel = "N",
      defaultValue = "1",
      description = "For how long calls are sent (default: ${DEFAULT-VALUE}).")
  private double minutes;

  @Option(
      names = "--rate",
      paramLabel = "N",
      defaultValue = "100",
      description = "Calls a second (default: ${DEFAULT-VALUE}).")
  private double rate;

  @Option(
      names = "--deaths",
      paramLabel = "TIME",
      defaultValue = "3s",
      description = "Time from one death of a backend to the next (default: ${DEFAULT-VALUE}).")
  private Duration deaths = Duration.ZERO;

  @Option(
      names = "--seed",
      paramLabel = "SEED",
      defaultValue = "1",
      description = "Of the mix of calls and of who dies (default: ${DEFAULT-VALUE}).")
  private long seed;

  SoakCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws InterruptedException {
    require(minutes >= 0.02 && minutes <= 10_080, "--minutes", minutes, "0.02 to a week, 10080");
    require(rate > 0 && rate <= 100_000, "--rate", rate, "more than 0, at most 100000");
    require(deaths.toMillis() >= 10, "--deaths", deaths, "10ms or more");
    PrintWriter err = Objects.requireNonNull(spec).commandLine().getErr();
    Duration length = Duration.ofMillis(Math.round(minutes * 60_000));
    SoakReport report =
        new Soak(
                length,
                rate,
                seed,
                deaths,
                doing -> {
                  err.println(doing);
                  err.flush();
                })
            .run();
    print(report);
    return report.passed() ? ExitCode.OK : ExitCode.SOFTWARE;
  }

  private void print(SoakReport report) {
    PrintWriter out = terminal.people(Objects.requireNonNull(spec).commandLine().getOut());
    out.printf(
        "%d deaths of backends; calls by how they ended: %s%n", report.deaths(), report.byCode());
    for (HopReport hop : report.hops()) {
      out.println(verdict(hop.exact()) + hop);
      hop.examples().forEach(example -> out.println("      " + example));
    }
    for (Account account : report.accounts()) {
      out.printf(
          "%s%s: %,d = %,d%n",
          verdict(account.balanced()), account.name(), account.left(), account.right());
    }
    for (Vitals vitals : report.vitals()) {
      out.println("      at rest: " + vitals);
    }
    out.println(verdict(report.flat()) + "no more is held at the end than after the warm-up");
    out.printf("%s%d leaks%n", verdict(report.leaks().isEmpty()), report.leaks().size());
    report.leaks().stream().limit(3).forEach(out::println);
    Punctuality timing = report.timing();
    out.println(
        (timing.quiet().isEmpty() ? "      " : verdict(timing.inTime())) + timing.verdict());
    out.println("      over budget: " + Punctuality.spread(timing.overrun()));
    out.println("      a thread woke late by: " + Punctuality.spread(timing.late()));
    out.flush();
  }

  private static String verdict(boolean right) {
    return right ? "ok    " : "WRONG ";
  }
}
