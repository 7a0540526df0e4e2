package fanout.lab.cli;

import fanout.lab.client.Connection;
import fanout.lab.client.DashboardClient;
import fanout.lab.load.report.HistogramLog;
import fanout.lab.load.report.LoadReport;
import fanout.lab.measure.Timings;
import fanout.lab.terminal.Columns;
import fanout.lab.terminal.Line;
import fanout.lab.terminal.Style;
import fanout.lab.terminal.Table;
import fanout.lab.terminal.Terminal;
import fanout.lab.testbed.InProcess;
import fanout.lab.testbed.LocalProcesses;
import fanout.lab.testbed.Testbed;
import fanout.lab.testbed.TestbedSettings;
import fanout.lab.trace.JaegerException;
import fanout.lab.trace.JaegerQuery;
import fanout.lab.trace.JaegerQuery.Search;
import fanout.lab.trace.Trace;
import fanout.lab.trace.TraceFiles;
import fanout.lab.trace.rule.Evidence;
import fanout.lab.trace.rule.Evidence.Asked;
import fanout.lab.trace.rule.TraceRule;
import fanout.lab.verify.Probe;
import fanout.lab.verify.Probing;
import fanout.lab.verify.TraceSource;
import fanout.runtime.server.ChannelSettings;
import fanout.runtime.spec.SpecException;
import fanout.v1.DashboardServiceGrpc;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;

/** {@code verify-traces}: traces judged by rules rather than believed. */
@Command(
    name = "verify-traces",
    description = "Makes requests, or takes a load run's, and checks what their traces show.",
    footerHeading = "%nExamples%n",
    footer = {
      "  ./fanout verify-traces                          of a testbed of its own",
      "  ./fanout verify-traces --jaeger http://127.0.0.1:16686",
      "  ./fanout load -r 50 -z 20s -O hdr -o run.hdr",
      "  ./fanout verify-traces --jaeger http://127.0.0.1:16686 --report run.hdr",
      "  ./fanout verify-traces --file fanout-demo-traces.json --expect 4",
      "",
      "Exit status: 0 every rule holds; 1 the list of what is wrong; 2 a flag was not understood,",
      "or what should have been asked cannot be reached."
    })
final class VerifyTracesCommand extends LabCommand {
  private static final String SERVICE = TestbedSettings.AGGREGATOR;
  private static final int SHOWN_FAULTS = 5;

  /** The end of a run is rounded to milliseconds, and its last span may be late. */
  private static final Duration MARGIN = Duration.ofMillis(500);

  private static final Duration PAUSE = Duration.ofMillis(200);

  @ArgGroup private Source source = new Source();

  @Option(
      names = "--target",
      paramLabel = "HOST:PORT",
      description = "The aggregator whose spans go to that Jaeger (default: that of ./fanout up).")
  private String target = "127.0.0.1:" + TestbedSettings.FIRST_PORT;

  @Option(
      names = "--report",
      paramLabel = "FILE",
      description = "The requests of a load run: its log of --format hdr. Makes none itself.")
  private @Nullable Path report;

  @Option(
      names = "--attribute",
      paramLabel = "KEY=VALUE",
      description = "With --report: only traces whose first span has it; may be repeated.")
  private Map<String, String> attributes = new LinkedHashMap<>();

  @Option(
      names = "--requests",
      paramLabel = "N",
      defaultValue = "3",
      description = "Requests of each kind (default: ${DEFAULT-VALUE}).")
  private int requests;

  @Option(
      names = "--expect",
      paramLabel = "N",
      description = "With --file: how many requests were made.")
  private @Nullable Long expected;

  @Option(
      names = "--tolerance",
      paramLabel = "TIME",
      defaultValue = "100ms",
      description =
          "By how much times of two processes may contradict each other (default:"
              + " ${DEFAULT-VALUE}).")
  private Duration tolerance = Duration.ZERO;

  @Option(
      names = "--wait",
      paramLabel = "TIME",
      defaultValue = "15s",
      description = "How long a trace may take to arrive (default: ${DEFAULT-VALUE}).")
  private Duration patience = Duration.ZERO;

  /** Where the traces are. */
  static final class Source {
    @Option(names = "--jaeger", paramLabel = "URL", description = "A Jaeger, by its /api/v3.")
    private @Nullable String jaeger;

    @Option(names = "--file", paramLabel = "FILE", description = "OTLP JSON or Jaeger JSON.")
    private @Nullable Path file;

    @Option(
        names = "--processes",
        description = "A testbed of its own, each program a process; else all in this one.")
    private boolean processes;
  }

  VerifyTracesCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  public Integer call() throws InterruptedException {
    SpecException.require(requests >= 1 && requests <= 1000, "--requests", requests, "1 to 1000");
    SpecException.require(
        report == null || source.jaeger != null, "--report", "…", "with --jaeger URL");
    SpecException.require(
        expected == null || source.file != null, "--expect", "…", "with --file FILE");
    SpecException.require(
        attributes.isEmpty() || report != null, "--attribute", attributes, "with --report FILE");
    try {
      return judge(evidence());
    } catch (JaegerException | IOException e) {
      err().println("fanout: " + Columns.printableLines(String.valueOf(e.getMessage())));
      return ExitCode.USAGE;
    }
  }

  private Evidence evidence() throws IOException, InterruptedException {
    if (source.file != null) {
      List<Trace> traces = TraceFiles.read(source.file, TraceFiles.Limits.STANDARD);
      OptionalLong count = expected == null ? OptionalLong.empty() : OptionalLong.of(expected);
      return new Evidence(traces, new Asked(count, Map.of(), Optional.empty()), tolerance);
    }
    try (Progress progress = Progress.on(err(), terminal())) {
      if (source.jaeger == null) {
        try (Testbed testbed = testbed()) {
          return probe(testbed.dashboards(), TraceSource.of(testbed), progress);
        }
      }
      try (JaegerQuery jaeger = new JaegerQuery(source.jaeger)) {
        return report == null ? probed(jaeger, progress) : loaded(jaeger, report);
      }
    }
  }

  private Testbed testbed() {
    TestbedSettings settings =
        new TestbedSettings(
            TestbedSettings.anyPorts(),
            "latency=30ms",
            Optional.empty(),
            seed(null),
            List.of(),
            true);
    return source.processes ? LocalProcesses.start(settings) : InProcess.start(settings);
  }

  private Evidence probed(JaegerQuery jaeger, Progress progress) throws InterruptedException {
    jaeger.services(); // a Jaeger that is not there is told before anything is asked of the testbed
    try (Connection connection = Connection.open(target, ChannelSettings.DEFAULT)) {
      if (!connection.ready()) {
        throw new SpecException("--target", target, "where an aggregator listens; ./fanout up");
      }
      return probe(
          new DashboardClient(connection.channel()), TraceSource.of(jaeger, patience), progress);
    }
  }

  private Evidence probe(DashboardClient dashboards, TraceSource traces, Progress progress)
      throws InterruptedException {
    return new Probing(dashboards, traces, progress::show).run(Probe.all(), requests, tolerance);
  }

  /** A generator does not know the traces of its calls: they are looked for by service and time. */
  private Evidence loaded(JaegerQuery jaeger, Path log) throws InterruptedException {
    LoadReport run = HistogramLog.read(log);
    String method = DashboardServiceGrpc.getGetDashboardMethod().getFullMethodName();
    SpecException.require(
        run.run().call().equals(method), "--report", run.run().call(), "a run of " + method);
    require(jaeger.services(), SERVICE, "service");
    require(jaeger.operations(SERVICE), method, "operation of " + SERVICE);
    // The warm-up ended just before.
    Instant begin = Instant.ofEpochMilli(run.run().startMillis());
    Instant end = begin.plusNanos(run.run().elapsedNanos()).plus(MARGIN);
    long sent = run.summary().sent();
    Search search =
        new Search(SERVICE, method, begin, end, attributes, Math.toIntExact(2 * sent + 100));
    Timings all = run.summary().all();
    Asked asked =
        new Asked(
            attributes.isEmpty() ? OptionalLong.of(sent) : OptionalLong.empty(),
            Map.of(),
            attributes.isEmpty() ? Optional.of(all.serviceTime()) : Optional.empty());
    return new Evidence(arrived(jaeger, search, asked.count().orElse(0)), asked, tolerance);
  }

  private List<Trace> arrived(JaegerQuery jaeger, Search search, long count)
      throws InterruptedException {
    long end = System.nanoTime() + patience.toNanos();
    List<Trace> found = jaeger.traces(search);
    while ((found.size() < count || !found.stream().allMatch(Trace::isComplete))
        && System.nanoTime() < end) {
      TimeUnit.NANOSECONDS.sleep(PAUSE.toNanos());
      found = jaeger.traces(search);
    }
    return found;
  }

  private static void require(List<String> known, String name, String what) {
    if (!known.contains(name)) {
      throw new SpecException(
          "Jaeger has no %s '%s'; it has %s".formatted(what, name, String.join(", ", known)));
    }
  }

  private int judge(Evidence evidence) {
    Map<TraceRule, List<String>> judged = new LinkedHashMap<>();
    TraceRule.all().forEach(rule -> judged.put(rule, rule.faults(evidence)));
    boolean sound =
        judged.values().stream().allMatch(List::isEmpty) && !evidence.traces().isEmpty();
    screen()
        .heading(
            "%d traces, %d spans"
                .formatted(
                    evidence.traces().size(),
                    evidence.traces().stream().mapToInt(Trace::size).sum()));
    Table table =
        Table.of(Table.Column.text("rule"), Table.Column.text("says"), Table.Column.text(""));
    for (var entry : judged.entrySet()) {
      table = table.row(row(entry.getKey(), entry.getValue().size()));
    }
    screen().table(table);
    List<String> faults = new ArrayList<>();
    judged.forEach((rule, found) -> faults.addAll(shown(rule.name(), found)));
    if (evidence.traces().isEmpty()) {
      faults.add("There is no trace at all.");
    }
    if (!faults.isEmpty()) {
      screen().blank();
    }
    faults.forEach(screen()::prose);
    return sound ? ExitCode.OK : ExitCode.SOFTWARE;
  }

  private static List<Line> row(TraceRule rule, int faults) {
    return List.of(
        Line.of(rule.name(), Style.STRONG),
        Line.of(rule.doc(), Style.PLAIN),
        faults == 0
            ? Line.of("holds", Style.GOOD)
            : Line.of("broken %d times".formatted(faults), Style.BAD));
  }

  private static List<String> shown(String rule, List<String> faults) {
    List<String> shown = new ArrayList<>();
    faults.stream().limit(SHOWN_FAULTS).forEach(fault -> shown.add(rule + ": " + fault));
    if (faults.size() > SHOWN_FAULTS) {
      shown.add("%s: and %d more".formatted(rule, faults.size() - SHOWN_FAULTS));
    }
    return shown;
  }
}
