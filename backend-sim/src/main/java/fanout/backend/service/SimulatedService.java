package fanout.backend.service;

import fanout.backend.latency.LatencyModel;
import fanout.runtime.spec.Spec;
import io.grpc.ServerServiceDefinition;
import java.util.Arrays;
import java.util.List;

/**
 * A backend's data: which RPCs it has and what they answer. How it behaves is the {@link
 * CallRunner}'s business.
 */
public sealed interface SimulatedService
    permits SimulatedUsers, SimulatedOrders, SimulatedNotifications {
  /** The latency at start-up unless settings say otherwise. */
  LatencyModel usualLatency();

  /** The RPCs, run by {@code runner}. */
  ServerServiceDefinition bind(CallRunner runner);

  /** Name of the backend, for example {@code orders}. */
  default String backend() {
    return getClass().getAnnotation(Spec.Name.class).value();
  }

  /** The names of all backends there are, in the order of the permits clause. */
  static List<String> names() {
    return Arrays.stream(SimulatedService.class.getPermittedSubclasses())
        .map(type -> type.getAnnotation(Spec.Name.class).value())
        .toList();
  }
}
