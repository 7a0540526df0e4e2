package fanout.backend;

import fanout.backend.capacity.Capacity;
import fanout.backend.fault.Fault;
import fanout.backend.latency.Empirical;
import fanout.backend.latency.LatencyModel;
import fanout.runtime.spec.ByteSize;
import fanout.runtime.spec.Spec;
import fanout.runtime.spec.SpecException;
import java.util.List;

/**
 * How a simulated backend behaves, for example {@code latency=200ms,error=UNAVAILABLE@10%,hang@1%}.
 * The grammar is that of {@link Spec}; start-up settings, the control service and request metadata
 * all speak it.
 *
 * @param latency how long a call takes between its permit and its answer
 * @param capacity how many calls are taken at once; it belongs to the backend, so request metadata
 *     cannot change it
 * @param payload approximate size of the whole of one user's answer; shards split it
 * @param ignoreCancel whether work goes on after the caller has gone, for comparison
 * @param faults what goes wrong, in the order in which it strikes
 */
public record Behavior(
    @Spec.Doc("how long a call takes") @Spec.Default("0ms") LatencyModel latency,
    @Spec.Doc("how many calls are taken at once") @Spec.Default("unlimited") Capacity capacity,
    @Spec.Doc("approximate size of an answer, 0B to 1MiB") @Spec.Default("1KiB") ByteSize payload,
    @Spec.Doc("whether work goes on after the caller has gone") @Spec.Default("false")
        boolean ignoreCancel,
    @Spec.Open List<Fault> faults) {
  /** The largest payload; what is to be refused by the caller is the oversize fault's business. */
  private static final long LARGEST_PAYLOAD = 1 << 20;

  public Behavior {
    SpecException.require(
        payload.bytes() <= LARGEST_PAYLOAD,
        "payload",
        payload,
        "0B to 1MiB; see the fault oversize");
    faults = List.copyOf(faults);
  }

  /**
   * Reads the files that the latency model names, so that a broken one stops the start and not the
   * first call.
   *
   * @throws SpecException that names file and line
   */
  Behavior loaded() {
    latency.recordings().forEach(Empirical::load);
    return this;
  }

  /**
   * Refuses what would read a file of this machine on behalf of someone on the network: only
   * start-up settings may name one.
   *
   * @return this
   * @throws SpecException if this behaviour reads a file that {@code startUp} does not
   */
  public Behavior withoutNewFiles(Behavior startUp) {
    SpecException.require(
        startUp.latency.recordings().containsAll(latency.recordings()),
        "latency",
        Spec.print(latency),
        "models that read no file; empirical(...) can be chosen at start-up only");
    return this;
  }
}
