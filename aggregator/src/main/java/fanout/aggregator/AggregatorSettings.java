package fanout.aggregator;

import fanout.aggregator.plan.Plan;
import fanout.runtime.server.ChannelSettings;
import fanout.runtime.server.ServerSettings;
import fanout.runtime.settings.Group;
import fanout.runtime.spec.Spec;
import java.util.List;
import java.util.Map;

/**
 * What an aggregator is told at its start.
 *
 * @param userTarget where the user backend is
 * @param ordersTarget where the orders backend is
 * @param notificationsTarget where the notifications backend is
 * @param plan of every request that does not choose otherwise, as far as it names it; the rest is
 *     as in the default of this setting, in which the user section alone is required
 * @param server its own ports
 * @param backends how it keeps its connections to the backends
 */
public record AggregatorSettings(
    @Spec.Default("127.0.0.1:50061")
        @Spec.Doc("user backend: host:port, dns:///host:port, or several with commas")
        String userTarget,
    @Spec.Default("127.0.0.1:50061") @Spec.Doc("orders backend, likewise") String ordersTarget,
    @Spec.Default("127.0.0.1:50061") @Spec.Doc("notifications backend, likewise")
        String notificationsTarget,
    @Spec.Default(USUAL_PLAN)
        @Spec.Doc("plan of every request that does not choose otherwise, laid over the default")
        String plan,
    @Group(
            prefix = "",
            heading = "Ports and limits",
            defaults = {"data-port=50060", "admin-port=50070"})
        ServerSettings server,
    @Group(prefix = "backend", heading = "Connections to the backends") ChannelSettings backends) {
  /** The sections, in the order in which a dashboard shows them. */
  public static final List<String> SECTIONS = List.of("user", "orders", "notifications");

  private static final String USUAL_PLAN = "strategy=concurrent; user:required=true";

  public AggregatorSettings {
    overUsual(plan); // a plan that cannot be understood stops the start, not the first request
  }

  /** Where each section's backend is. */
  public Map<String, String> targets() {
    return Map.of("user", userTarget, "orders", ordersTarget, "notifications", notificationsTarget);
  }

  /** The plan of every request that does not choose otherwise. */
  public Plan defaultPlan() {
    return overUsual(plan);
  }

  private static Plan overUsual(String plan) {
    return Plan.unset(SECTIONS).overlay(USUAL_PLAN).overlay(plan);
  }
}
