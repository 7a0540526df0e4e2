package fanout.lab.cli;

import fanout.lab.client.Connection;
import fanout.lab.load.EventLoops;
import fanout.lab.load.LoadGenerator;
import fanout.lab.load.LoadPlan;
import fanout.lab.load.LoadResult;
import fanout.lab.load.LoadStatus;
import fanout.lab.load.Target;
import fanout.lab.load.Time;
import fanout.lab.load.report.LoadReport;
import fanout.lab.load.unary.UnaryTarget;
import fanout.lab.load.wire.WireConnections;
import fanout.lab.terminal.Durations;
import fanout.lab.terminal.Terminal;
import fanout.lab.testbed.InProcess;
import fanout.lab.testbed.TestbedSettings;
import fanout.runtime.server.ChannelSettings;
import fanout.runtime.spec.SpecException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code load}: many calls of one method, measured honestly. */
@Command(
    name = "load",
    description = "Calls a method many times and measures how long its users would have waited.",
    footerHeading = "%nExamples%n",
    footer = {
      "  ./fanout load --embedded -r 200 -z 10s --warmup 3s",
      "  ./fanout load -r 500 -z 30s --sim \"orders:latency=lognormal(p50=20ms,p99=200ms)\"",
      "  ./fanout load --call helloworld.Greeter/SayHello -d '{\"name\":\"you\"}' -n 1000"
          + " HOST:PORT",
      "",
      "A call for a dashboard is made first, to see that its plan and behaviour are understood.",
      "Latency counts from the moment a call was due. Failed calls count in every figure, calls"
          + " that",
      "are open at the end are awaited, and what was not sent is counted: see docs/load.md.",
      "",
      "Exit status: 0 measured, whatever the calls came to; 1 no connection or the run failed;",
      "2 a flag or the data was not understood."
    })
final class LoadCommand extends LabCommand {
  private static final String DEFAULT_TARGET = "127.0.0.1:" + TestbedSettings.FIRST_PORT;
  private static final Duration REFRESH = Duration.ofMillis(250);

  @Parameters(
      paramLabel = "HOST:PORT",
      arity = "0..1",
      description = "Where to call (default: " + DEFAULT_TARGET + ", as ./fanout up has it).")
  private @Nullable String target;

  @Option(names = "--embedded", description = "Calls a testbed of its own, in this process.")
  private boolean embedded;

  @Mixin private LoadFlags flags = new LoadFlags();
  @Mixin private LoadTarget calls = new LoadTarget();
  @Mixin private LoadOutput output = new LoadOutput();

  @Option(
      names = "--connections",
      paramLabel = "N",
      defaultValue = "1",
      description = "Connections that calls take in turn (default: ${DEFAULT-VALUE}).")
  private int connections;

  @Option(
      names = "--cpus",
      paramLabel = "N",
      description = "Threads that send and receive (default: half as many as there are cores).")
  private int cpus = EventLoops.usual();

  @Option(
      names = "--grpc-client",
      description =
          "Calls by gRPC's own client, which is what Java clients have and costs twice as much; so"
              + " it is for TLS and for a name with several addresses.")
  private boolean grpcClient;

  @Option(
      names = "--seed",
      paramLabel = "SEED",
      description = "Root of all random draws; made up and printed where it is not given.")
  private @Nullable Long seed;

  @Option(
      names = "--insecure",
      description = "Plain text, which is the default here; for command lines made for ghz.")
  private boolean insecure;

  @ArgGroup(exclusive = false, heading = "TLS towards the target%n")
  private CallCommand.Tls tls = new CallCommand.Tls();

  LoadCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    SpecException.require(
        connections >= 1 && connections <= 1000, "--connections", connections, "1 to 1000");
    SpecException.require(cpus >= 1 && cpus <= 1000, "--cpus", cpus, "1 to 1000");
    SpecException.require(!embedded || target == null, "--embedded", "…", "no HOST:PORT beside it");
    ChannelSettings settings = tls.settings();
    SpecException.require(
        !insecure || !settings.tls().on(), "--insecure", "…", "no --tls-ca beside it");
    long root = seed(seed);
    LoadPlan plan = flags.plan(root);
    output.checked();
    if (embedded) {
      TestbedSettings own =
          new TestbedSettings(
              TestbedSettings.anyPorts(), "", Optional.empty(), root, List.of(), false);
      try (InProcess testbed = InProcess.start(own)) {
        var address = testbed.aggregator().dataAddress();
        measure(address.getHostString() + ":" + address.getPort(), settings, plan);
      }
    } else {
      measure(target == null ? DEFAULT_TARGET : target, settings, plan);
    }
    return ExitCode.OK;
  }

  private void measure(String where, ChannelSettings settings, LoadPlan plan)
      throws IOException, InterruptedException {
    List<Connection> open = new ArrayList<>();
    try (EventLoops loops = new EventLoops(cpus)) {
      try (Interruption interruption = new Interruption()) {
        connect(where, settings, loops, open);
        UnaryTarget called =
            calls.open(open.stream().map(Connection::channel).toList(), plan.seed(), System.in);
        Optional<WireConnections> wire =
            grpcClient
                ? Optional.empty()
                : WireConnections.open(where, settings, loops, connections, calls.method());
        try {
          Target target = wire.<Target>map(over -> over.calling(called)).orElse(called);
          String client = wire.isPresent() ? LoadReport.Run.OWN : LoadReport.Run.GRPC;
          measure(where, target, client, plan, interruption);
        } finally {
          wire.ifPresent(WireConnections::close);
        }
      } finally {
        open.forEach(Connection::close);
      }
    }
  }

  private void connect(
      String where, ChannelSettings settings, EventLoops loops, List<Connection> open) {
    for (int i = 0; i < connections; i++) {
      Connection connection = Connection.open(where, settings, loops::carry);
      open.add(connection);
      if (!connection.ready()) {
        throw new CommandFailedException(
            "no connection to %s: %s; ./fanout load --embedded needs no server, ./fanout up starts one"
                .formatted(where, connection.problem()));
      }
    }
  }

  private void measure(
      String where, Target called, String client, LoadPlan plan, Interruption interruption)
      throws IOException, InterruptedException {
    Optional<Duration> warmUp = flags.warmUp();
    LoadResult before =
        warmUp.isPresent()
            ? watched("warm-up", called, plan.warmUp(warmUp.get()), interruption)
            : null;
    LoadResult result = watched("load", called, plan, interruption);
    LoadReport report = LoadReport.of(calls.method(), where, connections, client, before, result);
    output.write(report, terminal(), out());
  }

  /** Runs a plan with a progress line, and ends it early where the process is to end. */
  private LoadResult watched(String what, Target called, LoadPlan plan, Interruption interruption)
      throws InterruptedException {
    LoadGenerator generator = new LoadGenerator(called, plan, Time.system());
    interruption.ends(generator::stop);
    CountDownLatch done = new CountDownLatch(1);
    Thread ticker = Thread.ofVirtual().name("progress").start(() -> tick(what, generator, done));
    try {
      return generator.run();
    } finally {
      done.countDown();
      ticker.join();
    }
  }

  private void tick(String what, LoadGenerator generator, CountDownLatch done) {
    try (Progress progress = Progress.on(err(), terminal())) {
      while (!done.await(REFRESH.toMillis(), TimeUnit.MILLISECONDS)) {
        LoadStatus now = generator.status();
        progress.show(
            "%s %s: %,d sent, %,d open, %,d failed, %,d refused"
                .formatted(
                    what,
                    Durations.format(now.elapsedNanos()),
                    now.sent(),
                    now.open(),
                    now.failed(),
                    now.refused()));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
