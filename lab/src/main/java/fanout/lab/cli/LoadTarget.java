package fanout.lab.cli;

import static fanout.runtime.spec.SpecException.require;

import com.google.protobuf.Descriptors.MethodDescriptor;
import fanout.lab.client.DashboardClient;
import fanout.lab.client.HeaderText;
import fanout.lab.load.unary.DashboardRequests;
import fanout.lab.load.unary.Headers;
import fanout.lab.load.unary.JsonRequests;
import fanout.lab.load.unary.ProtosetSchema;
import fanout.lab.load.unary.ReflectedSchema;
import fanout.lab.load.unary.Schema;
import fanout.lab.load.unary.Template;
import fanout.lab.load.unary.UnaryTarget;
import fanout.runtime.spec.SpecException;
import fanout.v1.DashboardServiceGrpc;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.MetadataUtils;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What is called and what each call carries. */
final class LoadTarget {
  @Option(
      names = "--call",
      paramLabel = "METHOD",
      description =
          "package.Service/Method, unary, of any server (default: our own dashboards; then --user,"
              + " --plan and --sim say what is asked).")
  private String call = "";

  @Option(
      names = {"-d", "--data"},
      paramLabel = "JSON",
      description =
          "The request; an array is several in turn; @ reads standard input. {{.RequestNumber}} and"
              + " {{newUUID}} differ from call to call.")
  private @Nullable String data;

  @Option(
      names = {"-D", "--data-file"},
      paramLabel = "FILE",
      description = "The request in a file.")
  private @Nullable Path dataFile;

  @Option(
      names = "--protoset",
      paramLabel = "FILE",
      description = "A descriptor set, for a server without reflection.")
  private @Nullable Path protoset;

  @Option(
      names = {"-m", "--metadata"},
      paramLabel = "JSON",
      description =
          "Request metadata: {\"key\": \"value\"}. What differs from call to call does so here,"
              + " too.")
  private String metadata = "";

  @Option(
      names = {"-H", "--header"},
      paramLabel = "KEY: VALUE",
      description = "One entry of request metadata; may be repeated.")
  private List<String> headers = List.of();

  @Option(
      names = {"-t", "--timeout"},
      paramLabel = "TIME",
      defaultValue = "20s",
      description = "Deadline of each call; 0 for none (default: ${DEFAULT-VALUE}).")
  private Duration timeout = Duration.ZERO;

  @Option(names = "--user", paramLabel = "ID", description = "Whose dashboard (default: u-1001).")
  private @Nullable String user;

  @Option(
      names = "--plan",
      paramLabel = "PLAN",
      description = "What differs from the aggregator's plan; see ./fanout specs.")
  private @Nullable String plan;

  @Option(
      names = "--sim",
      paramLabel = "BEHAVIOR",
      description = "How backends behave for these requests.")
  private @Nullable String simulation;

  /** The method's full name, to be shown. */
  String method() {
    return isDashboard()
        ? DashboardServiceGrpc.getGetDashboardMethod().getFullMethodName()
        : call.contains("/")
            ? call
            : call.substring(0, Math.max(0, call.lastIndexOf('.')))
                + "/"
                + call.substring(call.lastIndexOf('.') + 1);
  }

  /**
   * Finds the method, encodes the request, and makes one call for a dashboard to see that its plan
   * and behaviour are understood.
   *
   * @param stdin read for {@code --data @}
   * @throws SpecException if a flag does not fit the method
   */
  UnaryTarget open(List<? extends Channel> channels, long seed, InputStream stdin) {
    Headers given = Headers.of(metadata, headers);
    Headers sent = simulation == null ? given : given.plus(HeaderText.simulation(simulation));
    Metadata first = sent.apply(0);
    Optional<Duration> deadline = Optional.of(timeout).filter(Duration::isPositive);
    LongFunction<byte[]> bodies =
        isDashboard()
            ? dashboards(seed, channels.getFirst(), first, deadline)
            : json(channels.getFirst(), first, stdin);
    return new UnaryTarget(channels, method(), new UnaryTarget.Requests(bodies, sent, deadline));
  }

  private boolean isDashboard() {
    return call.isEmpty();
  }

  private DashboardRequests dashboards(
      long seed, Channel channel, Metadata meta, Optional<Duration> deadline) {
    require(data == null && dataFile == null, "--data", "…", "the request of a --call");
    require(protoset == null, "--protoset", "…", "the description of a --call");
    String layers = plan == null ? "" : plan;
    DashboardRequests requests =
        new DashboardRequests(
            Template.of("--user", user == null ? "u-1001" : user),
            Template.of("--plan", new PlanText(layers).toString()),
            Template.of("--request-id", "load-%d-{{.RequestNumber}}".formatted(seed)));
    Channel carrying =
        ClientInterceptors.intercept(channel, MetadataUtils.newAttachHeadersInterceptor(meta));
    LoadCheck.check(
        new DashboardClient(carrying),
        new DashboardClient.Ask(
            requests.user().of(0), requests.plan().of(0), "", "load-check", deadline));
    return requests;
  }

  private JsonRequests json(Channel channel, Metadata meta, InputStream stdin) {
    require(user == null, "--user", user == null ? "" : user, "a flag for dashboards; use --data");
    require(plan == null, "--plan", plan == null ? "" : plan, "a flag for dashboards; use --data");
    String request = text(stdin);
    Schema schema =
        protoset == null ? new ReflectedSchema(channel, meta) : ProtosetSchema.read(protoset);
    return new JsonRequests(described(schema).getInputType(), request);
  }

  private MethodDescriptor described(Schema schema) {
    try {
      return schema.unary(call);
    } catch (StatusRuntimeException e) {
      throw new CommandFailedException(
          "the server does not describe itself by reflection (%s); --protoset FILE describes it"
              .formatted(e.getStatus().getCode()));
    }
  }

  private String text(InputStream stdin) {
    require(data == null || dataFile == null, "--data", "…", "--data or --data-file");
    try {
      if (dataFile != null) {
        return Files.readString(dataFile);
      }
      return "@".equals(data)
          ? new String(stdin.readAllBytes(), StandardCharsets.UTF_8)
          : data == null ? "{}" : data;
    } catch (IOException e) {
      throw new SpecException(
          "--data-file", dataFile == null ? "@" : dataFile, "a file that can be read", e);
    }
  }
}
