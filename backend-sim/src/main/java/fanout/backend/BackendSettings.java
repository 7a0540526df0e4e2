package fanout.backend;

import fanout.backend.service.SimulatedService;
import fanout.backend.thread.HandlerThreads;
import fanout.runtime.server.ServerSettings;
import fanout.runtime.settings.Group;
import fanout.runtime.spec.Layers;
import fanout.runtime.spec.Spec;
import fanout.runtime.spec.SpecException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What a process of simulated backends is started with.
 *
 * @param serve the backends that it plays, their names with commas in between
 * @param behavior what differs from the usual behaviour, aimed at backends: {@code
 *     user:latency=40ms; orders:latency=120ms}; what is aimed at none concerns all
 * @param seed the root of all draws; one is made up where it is absent
 * @param acceptRequestBehavior whether the metadata of a request may change behaviour
 * @param handlerThreads where handlers run
 * @param streamWindow messages of one stream that are worked on at a time
 * @param server its ports
 */
public record BackendSettings(
    @Spec.Doc("the backends to play, with commas") @Spec.Default("user,orders,notifications")
        String serve,
    @Spec.Doc("what differs from the usual, for example user:latency=40ms; orders:latency=120ms")
        @Spec.Default("")
        String behavior,
    @Spec.Doc("root of all random draws; made up and printed where it is absent")
        Optional<Long> seed,
    @Spec.Doc("whether requests may bring behaviour in the metadata fanout-sim")
        @Spec.Default("false")
        boolean acceptRequestBehavior,
    @Spec.Doc("where handlers run") @Spec.Default("direct") HandlerThreads handlerThreads,
    @Spec.Doc("messages of one stream that are worked on at a time") @Spec.Default("64")
        int streamWindow,
    @Group(
            prefix = "",
            heading = "Ports and limits",
            defaults = {"data-port=50061", "admin-port=50071"})
        ServerSettings server) {
  public BackendSettings {
    SpecException.require(streamWindow >= 1, "stream-window", streamWindow, "1 or more");
    for (SimulatedService service : services(serve)) {
      behavior(serve, behavior, service); // what cannot be understood stops the start
    }
  }

  /** The backends to play. */
  public List<SimulatedService> services() {
    return services(serve);
  }

  private static List<SimulatedService> services(String serve) {
    List<SimulatedService> services =
        Arrays.stream(serve.split(",", -1))
            .map(name -> named("serve", () -> Spec.parse(SimulatedService.class, name)))
            .toList();
    SpecException.require(
        services.stream().distinct().count() == services.size(),
        "serve",
        serve,
        "each backend once");
    return services;
  }

  /** The behaviour with which a backend starts. */
  public Behavior behaviorOf(SimulatedService service) {
    return behavior(serve, behavior, service);
  }

  private static Behavior behavior(String serve, String text, SimulatedService service) {
    return named("behavior", () -> parsed(serve, text, service));
  }

  private static Behavior parsed(String serve, String text, SimulatedService service) {
    Map<String, String> layers =
        Layers.split(text, services(serve).stream().map(SimulatedService::backend).toList());
    String usual = "latency=" + Spec.print(service.usualLatency());
    Behavior all = Spec.overlay(Spec.parse(Behavior.class, usual), layers.getOrDefault("", ""));
    return Spec.overlay(all, layers.getOrDefault(service.backend(), ""));
  }

  private static <T> T named(String field, Supplier<T> parsing) {
    try {
      return parsing.get();
    } catch (SpecException e) {
      throw new SpecException(field + " → " + e.getMessage());
    }
  }
}
