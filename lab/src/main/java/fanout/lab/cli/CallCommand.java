package fanout.lab.cli;

import fanout.lab.client.Connection;
import fanout.lab.client.DashboardCall;
import fanout.lab.client.DashboardClient;
import fanout.lab.client.DashboardClient.Ask;
import fanout.lab.terminal.Columns;
import fanout.lab.terminal.Terminal;
import fanout.lab.testbed.InProcess;
import fanout.lab.testbed.TestbedSettings;
import fanout.lab.trace.Waterfall;
import fanout.runtime.server.ChannelSettings;
import fanout.runtime.settings.Settings;
import fanout.runtime.spec.SpecException;
import fanout.v1.GetDashboardResponse;
import fanout.v1.WatchDashboardResponse;
import io.grpc.Status;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;

/** {@code call}: one dashboard request with any plan. */
@Command(
    name = "call",
    description =
        "Makes one dashboard request with any plan and shows what became of each section.",
    footerHeading = "%nExamples%n",
    footer = {
      "  ./fanout call --embedded --strategy sequential",
      "  ./fanout call --join fail-fast --sim \"orders:error=UNAVAILABLE\"",
      "  ./fanout call --plan \"budget=300ms; orders:substitute=empty\" --sim \"orders:hang\"",
      "Every word of a plan: ./fanout specs",
      "",
      "With --format json, standard output has the reply in protobuf's JSON form, or the",
      "google.rpc.Status with its details where the call failed; with --watch, a line for each.",
      "",
      "Exit status: 0 OK, 1 the call failed, 2 a flag or the plan was not understood."
    })
final class CallCommand extends LabCommand {
  private static final String DEFAULT_TARGET = "127.0.0.1:" + TestbedSettings.FIRST_PORT;

  @ArgGroup private @Nullable Place place;

  @Option(
      names = "--user",
      paramLabel = "ID",
      defaultValue = "u-1001",
      description = "Whose dashboard (default: ${DEFAULT-VALUE}).")
  private String user = "";

  @Option(
      names = "--plan",
      paramLabel = "PLAN",
      description = "What differs from the aggregator's plan: strategy=…,join=…; orders:limit=…")
  private String plan = "";

  @Option(names = "--strategy", paramLabel = "S", description = "Short for --plan strategy=S.")
  private String strategy = "";

  @Option(names = "--join", paramLabel = "J", description = "Short for --plan join=J.")
  private String join = "";

  @Option(names = "--budget", paramLabel = "TIME", description = "Short for --plan budget=TIME.")
  private String budget = "";

  @Option(names = "--limit", paramLabel = "TIME", description = "Short for --plan each:limit=TIME.")
  private String limit = "";

  @Option(names = "--shards", paramLabel = "N", description = "Short for --plan each:shards=N.")
  private String shards = "";

  @Option(
      names = "--sim",
      paramLabel = "BEHAVIOR",
      description =
          "How backends behave for this request: orders:latency=200ms,error=INTERNAL@10%%")
  private String simulation = "";

  @Option(
      names = "--request-id",
      paramLabel = "ID",
      description = "Names the random draws, to repeat a request exactly.")
  private String requestId = "";

  @Option(
      names = "--deadline",
      paramLabel = "TIME",
      description = "The caller's deadline; none by default, the plan's budget counts anyway.")
  private @Nullable Duration deadline;

  @Option(names = "--watch", description = "Streams: prints each section as soon as it arrives.")
  private boolean watch;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      defaultValue = "text",
      description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private Format format = Format.text;

  @ArgGroup(exclusive = false, heading = "TLS towards the target%n")
  private Tls tls = new Tls();

  /** Where the request goes. */
  static final class Place {
    @Option(
        names = "--target",
        paramLabel = "HOST:PORT",
        description =
            "An aggregator that runs (default: " + DEFAULT_TARGET + ", as ./fanout up has it).")
    private String target = "";

    @Option(
        names = "--embedded",
        description = "A testbed of its own, warmed up by three such requests; draws the trace.")
    private boolean embedded;
  }

  /** The channel's TLS. */
  static final class Tls {
    @Option(names = "--tls-ca", paramLabel = "PEM", description = "Who signs; switches TLS on.")
    private @Nullable Path ca;

    @Option(names = "--tls-certificate", paramLabel = "PEM", description = "What the caller shows.")
    private @Nullable Path certificate;

    @Option(names = "--tls-private-key", paramLabel = "PEM", description = "Its key, PKCS#8.")
    private @Nullable Path privateKey;

    ChannelSettings settings() {
      Map<String, String> keys = new LinkedHashMap<>();
      put(keys, "tls-ca", ca);
      put(keys, "tls-certificate", certificate);
      put(keys, "tls-private-key", privateKey);
      return Settings.defaults(ChannelSettings.class, keys);
    }

    private static void put(Map<String, String> keys, String key, @Nullable Path path) {
      if (path != null) {
        keys.put(key, path.toString());
      }
    }
  }

  CallCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  public Integer call() {
    Ask ask = ask();
    return place != null && place.embedded ? embedded(ask) : remote(ask);
  }

  private Ask ask() {
    String text =
        new PlanText(plan)
            .request("strategy", strategy)
            .request("join", join)
            .request("budget", budget)
            .each("limit", limit)
            .each("shards", shards)
            .toString();
    SpecException.require(
        deadline == null || deadline.isPositive(),
        "--deadline",
        deadline == null ? "" : deadline,
        "more than 0ms");
    return new Ask(user, text, simulation, requestId, Optional.ofNullable(deadline));
  }

  private int remote(Ask ask) {
    String target = place == null ? DEFAULT_TARGET : place.target;
    try (Connection connection = Connection.open(target, tls.settings())) {
      int status = show(made(new DashboardClient(connection.channel()), ask));
      if (place == null && !connection.ready()) {
        err().println(nobodyThere());
      }
      return status;
    }
  }

  private static String nobodyThere() {
    return """

    Nothing listens on %s, where this command calls by default. Either
      ./fanout call --embedded           makes the request in a testbed of its own
      ./fanout up                        starts one there, in another terminal
      ./fanout call --target HOST:PORT   calls another aggregator\
    """
        .formatted(DEFAULT_TARGET);
  }

  private int embedded(Ask ask) {
    TestbedSettings settings =
        new TestbedSettings(
            TestbedSettings.anyPorts(), "", Optional.empty(), seed(null), List.of(), true);
    try (InProcess testbed = InProcess.start(settings)) {
      warmUp(testbed.dashboards(), ask);
      DashboardCall call = made(testbed.dashboards(), ask);
      int status = show(call);
      if (format == Format.text) {
        call.dashboard().ifPresent(dashboard -> waterfall(testbed, dashboard.getTraceId()));
      }
      return status;
    }
  }

  /**
   * In a new JVM the first calls load classes for longer than the backends take: twice without what
   * is simulated, then once as it will be.
   */
  private static void warmUp(DashboardClient client, Ask ask) {
    Ask warm = ask.requestId("warm-up");
    client.call(warm.simulation(""));
    client.call(warm.simulation(""));
    client.call(warm);
  }

  private void waterfall(InProcess testbed, String traceId) {
    screen().blank();
    new Waterfall(terminal(), false)
        .draw(List.of(testbed.awaitTrace(traceId)))
        .forEach(screen()::line);
  }

  private DashboardCall made(DashboardClient client, Ask ask) {
    if (!watch) {
      return client.call(ask);
    }
    long start = System.nanoTime();
    return client.watch(ask, piece -> arrived(piece, Duration.ofNanos(System.nanoTime() - start)));
  }

  private void arrived(WatchDashboardResponse piece, Duration after) {
    if (format == Format.json) {
      out().println(JsonText.line(piece));
    } else if (piece.hasSection()) {
      new CallText(screen()).arrived(piece.getSection(), after);
    } else {
      screen().blank();
    }
  }

  private int show(DashboardCall call) {
    if (format == Format.json) {
      json(call);
    } else {
      new CallText(screen()).print(call);
    }
    Optional<String> refusal = call.dashboard().flatMap(RefusedBehavior::in);
    refusal.ifPresent(this::complain);
    if (call.status().isOk()) {
      return refusal.isPresent() ? ExitCode.USAGE : ExitCode.OK;
    }
    complain("the call failed with " + call.failure());
    boolean misunderstood =
        call.status().getCode() == Status.Code.INVALID_ARGUMENT && call.dashboard().isEmpty();
    return misunderstood || refusal.isPresent() ? ExitCode.USAGE : ExitCode.SOFTWARE;
  }

  /** Others may have written it. */
  private void complain(String what) {
    err().println("fanout: " + Columns.printableLines(what));
  }

  private void json(DashboardCall call) {
    if (!call.status().isOk()) {
      out().println(watch ? JsonText.line(call.rpcStatus()) : JsonText.of(call.rpcStatus()));
    } else if (!watch) {
      out()
          .println(
              JsonText.of(GetDashboardResponse.newBuilder().setDashboard(call.orThrow()).build()));
    }
  }
}
