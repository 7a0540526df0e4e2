package fanout.backend;

import fanout.backend.service.SimulatedService;
import fanout.backend.thread.HandlerThreads;
import fanout.runtime.server.ServerSettings;
import fanout.runtime.settings.Group;
import fanout.runtime.spec.Layers;
import fanout.runtime.spec.Spec;
import fanout.runtime.spec.SpecException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a process of simulated backends is started with.
 *
 * @param serve the backends that it plays
 * @param behavior what differs from the usual behaviour, aimed at backends: {@code
 *     user:latency=40ms; orders:latency=120ms}; what is aimed at none concerns all
 * @param seed the root of all draws; one is made up where it is absent
 * @param acceptRequestBehavior whether the metadata of a request may change behaviour
 * @param handlerThreads where handlers run
 * @param streamWindow messages of one stream that are worked on at a time
 * @param server its ports
 */
public record BackendSettings(
    @Spec.Doc("the backends to play") @Spec.Default("user|orders|notifications")
        List<SimulatedService> serve,
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
    @Group(prefix = "", heading = "Ports and limits") ServerSettings server) {
  public BackendSettings {
    serve = List.copyOf(serve);
    SpecException.require(!serve.isEmpty(), "serve", "", String.join(", ", SimulatedService.names()));
    SpecException.require(
        serve.stream().distinct().count() == serve.size(), "serve", serve, "each backend once");
    SpecException.require(streamWindow >= 1, "stream-window", streamWindow, "1 or more");
    layers(serve, behavior);
  }

  /**
   * The behaviour with which a backend starts.
   *
   * @throws SpecException if the text is malformed
   */
  public Behavior behaviorOf(SimulatedService service) {
    Map<String, String> layers = layers(serve, behavior);
    Behavior usual =
        Spec.overlay(
            Spec.parse(Behavior.class, ""), "latency=" + Spec.print(service.usualLatency()));
    Behavior all = Spec.overlay(usual, layers.getOrDefault("", ""));
    return Spec.overlay(all, layers.getOrDefault(service.backend(), ""));
  }

  private static Map<String, String> layers(List<SimulatedService> serve, String behavior) {
    return Layers.split(behavior, serve.stream().map(SimulatedService::backend).toList());
  }
}
