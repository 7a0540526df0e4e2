package fanout.lab.cli;

import fanout.lab.terminal.Line;
import fanout.lab.terminal.Style;
import fanout.lab.terminal.Table;
import fanout.lab.testbed.InProcess;
import fanout.lab.testbed.TestbedSettings;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.stream.Collectors;

/** Where a testbed listens and what to do with it, for a person. */
final class UpText {
  private final Screen screen;
  private final InProcess testbed;
  private final TestbedSettings settings;

  UpText(Screen screen, InProcess testbed, TestbedSettings settings) {
    this.screen = screen;
    this.testbed = testbed;
    this.settings = settings;
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
    screen.command(
        "ready?", "curl http://" + text(testbed.aggregator().adminAddress()) + "/readyz");
    screen.command("any gRPC client", "grpcurl -plaintext -d '{\"user_id\": \"u-1001\"}' \\");
    screen.command(
        "", text(testbed.aggregator().dataAddress()) + " fanout.v1.DashboardService/GetDashboard");
    screen.blank();
    screen.fact("seed", String.valueOf(settings.seed()));
    screen.fact("spans go to", spans());
  }

  private Table table() {
    Table table =
        Table.of(
                Table.Column.text("service"),
                Table.Column.text("gRPC"),
                Table.Column.text("admin: gRPC and HTTP"))
            .row(
                row(
                    TestbedSettings.AGGREGATOR,
                    testbed.aggregator().dataAddress(),
                    testbed.aggregator().adminAddress()));
    for (var backend : testbed.backends().entrySet()) {
      table =
          table.row(
              row(
                  backend.getKey(),
                  backend.getValue().dataAddress(),
                  backend.getValue().adminAddress()));
    }
    return table;
  }

  private static List<Line> row(String name, InetSocketAddress data, InetSocketAddress admin) {
    return List.of(
        Line.of(name, Style.STRONG),
        Line.of(text(data), Style.PLAIN),
        Line.of("http://" + text(admin), Style.PLAIN).plus("  /metrics  /readyz", Style.DIM));
  }

  private String target() {
    return usual() ? "" : " --target " + text(testbed.aggregator().dataAddress());
  }

  private String admin() {
    return usual()
        ? ""
        : testbed.backends().values().stream()
            .map(backend -> text(backend.adminAddress()))
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
