package fanout.benchmarks.cli;

import fanout.benchmarks.bench.Benchmark;
import fanout.benchmarks.bench.Effort;
import fanout.benchmarks.bench.Runner;
import fanout.benchmarks.micro.Micro;
import fanout.benchmarks.profile.FlameGraph;
import fanout.benchmarks.profile.Profile;
import fanout.benchmarks.result.BenchRun;
import fanout.benchmarks.result.BenchmarkResult;
import fanout.benchmarks.result.Comparison;
import fanout.benchmarks.result.Machine;
import fanout.benchmarks.result.Markdown;
import fanout.lab.terminal.Terminal;
import fanout.runtime.spec.Spec;
import fanout.runtime.spec.SpecException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.runner.RunnerException;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** {@code bench}: measures the testbed itself. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Measures what the testbed itself costs, as ratios taken side by side.",
    footerHeading =
        "%nExit status: 0 done, 1 it failed, 2 a flag was not understood, 3 worse than --compare's"
            + " run beyond the noise.%n")
final class BenchCommand implements Callable<Integer> {
  private static final int WORSE = 3;

  private final Terminal terminal;

  @picocli.CommandLine.Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--only",
      paramLabel = "NAME",
      split = ",",
      description = "These benchmarks, one or more with commas; --list names them.")
  private List<String> only = List.of();

  @Option(names = "--list", description = "Says which benchmarks there are, and ends.")
  private boolean list;

  @Option(names = "--quick", description = "One fork of three short rounds: roughly how it stands.")
  private boolean quick;

  @Option(
      names = "--micro",
      description =
          "The small things instead, by JMH: parsing, drawing, limiting; a table, no file.")
  private boolean micro;

  @Option(
      names = "--forks",
      paramLabel = "N",
      description = "How often everything is started anew (default: 2, with --quick 1).")
  private @Nullable Integer forks;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      description = "Rounds of each fork (default: 4, with --quick 3).")
  private @Nullable Integer rounds;

  @Option(
      names = "--round",
      paramLabel = "TIME",
      description = "How long each arm is read in a round (default: 4s, with --quick 1s).")
  private @Nullable Duration round;

  @Option(
      names = "--warm-up",
      paramLabel = "TIME",
      description = "How long each arm runs before the first round (default: 6s, with --quick 2s).")
  private @Nullable Duration warmUp;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Where the result is kept (default: fanout-bench.json).")
  private Path file = Path.of("fanout-bench.json");

  @Option(
      names = "--from",
      paramLabel = "FILE",
      description = "Measures nothing and takes the result from there.")
  private @Nullable Path from;

  @Option(
      names = "--compare",
      paramLabel = "FILE",
      description = "An earlier result; status 3 where this one is worse beyond the noise.")
  private @Nullable Path compare;

  @Option(
      names = "--markdown",
      paramLabel = "FILE",
      description = "Writes the table into this document, between its two marks.")
  private @Nullable Path markdown;

  @Option(
      names = "--flame-graph",
      paramLabel = "FILE",
      description = "Draws what this flight recording has sampled, as FILE.svg, and ends.")
  private @Nullable Path recording;

  BenchCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws InterruptedException, IOException, RunnerException {
    if (micro) {
      SpecException.require(
          only.isEmpty() && !list && from == null && compare == null && markdown == null,
          "--micro",
          "with --only, --list, --from, --compare or --markdown",
          "with nothing but how much is measured");
      Micro.run(effort());
      return ExitCode.OK;
    }
    if (recording != null) {
      draw(recording);
      return ExitCode.OK;
    }
    BenchText text = new BenchText(out(), terminal);
    if (list) {
      Benchmark.all()
          .forEach(row -> out().println("%-28s%s".formatted(row.name(), row.question())));
      out().flush();
      return ExitCode.OK;
    }
    List<Benchmark> chosen = chosen();
    BenchRun earlier = compare == null ? null : BenchRun.read("--compare", compare);
    BenchRun run = from == null ? measure(chosen) : BenchRun.read("--from", from);
    text.print(run);
    if (markdown != null) {
      Markdown.replaceIn(markdown, run);
    }
    if (earlier == null) {
      return ExitCode.OK;
    }
    Comparison comparison = Comparison.of(run, earlier);
    text.print(comparison);
    return comparison.worse() ? WORSE : ExitCode.OK;
  }

  private void draw(Path recording) throws IOException {
    SpecException.require(
        Files.isReadable(recording), "--flame-graph", recording, "a flight recording, FILE.jfr");
    Profile profile = Profile.read(recording);
    Path picture = Path.of(recording + ".svg");
    Files.writeString(picture, FlameGraph.svg(profile, String.valueOf(recording.getFileName())));
    out().println(picture + ": " + profile.samples() + " samples; " + profile.layers());
    out().flush();
  }

  private List<Benchmark> chosen() {
    List<String> names = Benchmark.all().stream().map(Benchmark::name).toList();
    for (String name : only) {
      SpecException.require(names.contains(name), "--only", name, String.join(", ", names));
    }
    return Benchmark.all().stream()
        .filter(benchmark -> only.isEmpty() || only.contains(benchmark.name()))
        .toList();
  }

  private BenchRun measure(List<Benchmark> benchmarks) throws InterruptedException, IOException {
    Effort effort = effort();
    PrintWriter err = Objects.requireNonNull(spec).commandLine().getErr();
    Runner runner =
        new Runner(
            effort,
            1,
            doing -> {
              err.println(doing);
              err.flush();
            });
    Instant started = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    long begin = System.nanoTime();
    List<BenchmarkResult> results = new ArrayList<>();
    for (Benchmark benchmark : benchmarks) {
      results.add(runner.run(benchmark));
      // After each: a run that is stopped half-way keeps what it has.
      new BenchRun(
              BenchRun.SCHEMA,
              started.toString(),
              (System.nanoTime() - begin) / 1e9,
              words(effort),
              Machine.here(),
              results)
          .write(file);
    }
    return BenchRun.read("--out", file);
  }

  private Effort effort() {
    Effort usual = quick ? Effort.QUICK : Effort.FULL;
    return new Effort(
        forks == null ? usual.forks() : forks,
        rounds == null ? usual.rounds() : rounds,
        round == null ? usual.round() : round,
        warmUp == null ? usual.warmUp() : warmUp);
  }

  private static String words(Effort effort) {
    return "%d forks of %d rounds of %s after %s of warm-up"
        .formatted(
            effort.forks(),
            effort.rounds(),
            Spec.print(effort.round()),
            Spec.print(effort.warmUp()));
  }

  private PrintWriter out() {
    return Objects.requireNonNull(spec).commandLine().getOut();
  }
}
