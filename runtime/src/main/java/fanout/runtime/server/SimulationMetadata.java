package fanout.runtime.server;

import io.grpc.Metadata;

/** Request metadata by which a caller steers the simulated backends through the aggregator. */
public final class SimulationMetadata {
  /**
   * Behaviour aimed at services, for example {@code orders:latency=200ms,error=UNAVAILABLE@10%;
   * user:latency=5ms}. Honoured only where a backend has been told to.
   */
  public static final Metadata.Key<String> SIM = key("fanout-sim");

  /**
   * Names the random draws of a request, so that they do not depend on the order in which calls
   * arrive. A shard or the element of a batch appends {@code /index}.
   */
  public static final Metadata.Key<String> REQUEST_ID = key("fanout-request-id");

  private SimulationMetadata() {}

  private static Metadata.Key<String> key(String name) {
    return Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
  }
}
