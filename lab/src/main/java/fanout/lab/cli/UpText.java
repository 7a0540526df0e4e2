package fanout.lab.cli;

import fanout.aggregator.AggregatorSettings;
import fanout.lab.terminal.Line;
import fanout.lab.terminal.Style;
import fanout.lab.terminal.Table;
import fanout.lab.testbed.InProcess;
import fanout.lab.testbed.LocalProcesses;
import fanout.lab.testbed.Remote;
import fanout.lab.testbed.ServerProcess;
import fanout.lab.testbed.Testbed;
import fanout.lab.testbed.TestbedSettings;
import fanout.lab.testbed.TracedTestbed;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Where a testbed listens and what to do with it, for a person. */
final class UpText {
  private final Screen screen;
  private final List<Service> services;
  private final TestbedSettings settings;

  /** A service and where it listens, {@code host:port}. */
  record Service(String name, String data, String admin) {}

  /** The aggregator comes first. */
  UpText(Screen screen, List<Service> services, TestbedSettings settings) {
    this.screen = screen;
    this.services = List.copyOf(services);
    this.settings = settings;
  }

  /** What a testbed that was started here consists of. */
  static List<Service> services(Testbed testbed) {
    List<Service> services = new ArrayList<>();
    switch (testbed) {
      case InProcess one -> {
        services.add(
            service(
                TestbedSettings.AGGREGATOR,
                one.aggregator().dataAddress(),
                one.aggregator().adminAddress()));
        one.backends()
            .forEach((name, b) -> services.add(service(name, b.dataAddress(), b.adminAddress())));
      }
      case LocalProcesses many -> {
        services.add(service(TestbedSettings.AGGREGATOR, many.aggregator()));
        for (String name : AggregatorSettings.SECTIONS) {
          many.replicas(name).forEach(replica -> services.add(service(name, replica)));
        }
      }
      case Remote elsewhere -> throw new IllegalArgumentException(elsewhere.place());
      case TracedTestbed view -> throw new IllegalArgumentException(view.place());
    }
    return services;
  }

  private static Service service(String name, InetSocketAddress data, InetSocketAddress admin) {
    return new Service(name, text(data), text(admin));
  }

  private static Service service(String name, ServerProcess process) {
    return new Service(name, process.data(), process.admin());
  }

  void print() {
    screen.heading("An aggregator and three backends are up. Ctrl-C ends them.");
    screen.blank();
    screen.table(table());
    screen.blank();
    screen.heading("Try, from another terminal");
    screen.command("a dashboard", "./fanout call" + target());
    screen.command("in turn", "./fanout call --strategy sequential" + target());
    screen.command("slow a backend down", "./fanout sim set orders latency=300ms" + admin());
    screen.command("what they worked", "./fanout ledger" + admin());
    screen.command("ready?", "curl http://" + aggregator().admin() + "/readyz");
    screen.command("any gRPC client", "grpcurl -plaintext -d '{\"user_id\": \"u-1001\"}' \\");
    screen.command("", aggregator().data() + " fanout.v1.DashboardService/GetDashboard");
    screen.blank();
    screen.fact("seed", String.valueOf(settings.seed()));
    screen.fact("spans go to", spans());
  }

  private Table table() {
    Table table =
        Table.of(
            Table.Column.text("service"),
            Table.Column.text("gRPC"),
            Table.Column.text("admin: gRPC and HTTP"));
    for (Service service : services) {
      table = table.row(row(service));
    }
    return table;
  }

  private static List<Line> row(Service service) {
    return List.of(
        Line.of(service.name(), Style.STRONG),
        Line.of(service.data(), Style.PLAIN),
        Line.of("http://" + service.admin(), Style.PLAIN).plus("  /metrics  /readyz", Style.DIM));
  }

  private Service aggregator() {
    return services.getFirst();
  }

  private String target() {
    return usual() ? "" : " --target " + aggregator().data();
  }

  private String admin() {
    return usual()
        ? ""
        : services.stream()
            .skip(1)
            .map(Service::admin)
            .collect(Collectors.joining(",", " --admin ", ""));
  }

  private boolean usual() {
    return settings.ports().equals(TestbedSettings.portsFrom(TestbedSettings.FIRST_PORT));
  }

  private String spans() {
    String variable = System.getenv("OTEL_EXPORTER_OTLP_ENDPOINT");
    String named = String.join(", ", settings.otlpEndpoints());
    if (variable != null && !variable.isEmpty()) {
      return named.isEmpty() ? variable : variable + ", " + named;
    }
    return named.isEmpty() ? "nowhere; --otlp http://127.0.0.1:4317 sends them to a Jaeger" : named;
  }

  private static String text(InetSocketAddress address) {
    return address.getHostString() + ":" + address.getPort();
  }
}
