package fanout.lab.client;

import fanout.runtime.spec.SpecException;
import fanout.v1.BackendBehavior;
import fanout.v1.GetBehaviorRequest;
import fanout.v1.GetLedgerRequest;
import fanout.v1.Ledger;
import fanout.v1.ResetBehaviorRequest;
import fanout.v1.ResetLedgerRequest;
import fanout.v1.SetBehaviorRequest;
import fanout.v1.SimulatorServiceGrpc;
import fanout.v1.SimulatorServiceGrpc.SimulatorServiceBlockingStub;
import io.grpc.Channel;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Steers the backends behind several admin ports as if they were one process. Thread-safe.
 *
 * <p>A backend is named, or empty for all. Every method throws {@link SpecException} where no
 * process serves that name, and {@link StatusRuntimeException} where a process does not answer
 * within five seconds.
 */
public final class SimulatorClient {
  /** Stands for every backend. */
  public static final String ALL = "";

  private static final Duration LIMIT = Duration.ofSeconds(5);

  private final List<SimulatorServiceBlockingStub> processes;

  /** A client on channels that their owner closes, one for each process. */
  public SimulatorClient(Collection<? extends Channel> channels) {
    this.processes = channels.stream().map(SimulatorServiceGrpc::newBlockingStub).toList();
  }

  /** The ledgers of all backends. */
  public List<Ledger> ledgers() {
    return ledgers(ALL);
  }

  /** The ledger of one backend. */
  public List<Ledger> ledgers(String backend) {
    GetLedgerRequest request = GetLedgerRequest.newBuilder().setBackend(backend).build();
    return gather(backend, stub -> stub.getLedger(request).getLedgersList());
  }

  /**
   * A ledger and when it was read.
   *
   * @param nanos no earlier than the reading, by {@link System#nanoTime}
   */
  public record Reading(Ledger ledger, long nanos) {
    /**
     * What the backend will have worked at a later moment if its calls in flight go on until then;
     * too little by what the reading took on its way back.
     */
    public Duration workedAt(long later) {
      return Times.of(ledger.getWorked()).plusNanos(ledger.getInFlight() * (later - nanos));
    }
  }

  /** The ledgers of all backends, each with the moment of its reading. */
  public List<Reading> readings() {
    GetLedgerRequest request = GetLedgerRequest.getDefaultInstance();
    return gather(
        ALL,
        stub -> {
          List<Ledger> ledgers = stub.getLedger(request).getLedgersList();
          long now = System.nanoTime();
          return ledgers.stream().map(ledger -> new Reading(ledger, now)).toList();
        });
  }

  /** The ledgers of all backends as they were before they were set to zero. */
  public List<Ledger> resetLedgers() {
    return resetLedgers(ALL);
  }

  /** The ledger of one backend as it was before it was set to zero. */
  public List<Ledger> resetLedgers(String backend) {
    ResetLedgerRequest request = ResetLedgerRequest.newBuilder().setBackend(backend).build();
    return gather(backend, stub -> stub.resetLedger(request).getLedgersList());
  }

  /** The behaviours of all backends. */
  public List<BackendBehavior> behaviors() {
    return behaviors(ALL);
  }

  /** The behaviour of one backend. */
  public List<BackendBehavior> behaviors(String backend) {
    GetBehaviorRequest request = GetBehaviorRequest.newBuilder().setBackend(backend).build();
    return gather(backend, stub -> stub.getBehavior(request).getBehaviorsList());
  }

  /**
   * Lays a behaviour over the start-up settings. Of several processes those before a refusal have
   * changed.
   *
   * @param timeToLive after this long it goes away by itself
   * @return the behaviours after the change
   * @throws SpecException if the behaviour is malformed
   */
  public List<BackendBehavior> set(String backend, String behavior, Optional<Duration> timeToLive) {
    SetBehaviorRequest.Builder request =
        SetBehaviorRequest.newBuilder().setBackend(backend).setBehavior(behavior);
    timeToLive.ifPresent(limit -> request.setTimeToLive(Times.of(limit)));
    return gather(backend, stub -> stub.setBehavior(request.build()).getBehaviorsList());
  }

  /** Takes such a layer away again and gives the behaviours after that. */
  public List<BackendBehavior> reset(String backend) {
    ResetBehaviorRequest request = ResetBehaviorRequest.newBuilder().setBackend(backend).build();
    return gather(backend, stub -> stub.resetBehavior(request).getBehaviorsList());
  }

  private <T> List<T> gather(
      String backend, Function<SimulatorServiceBlockingStub, List<T>> request) {
    try {
      return serving(backend).stream()
          .flatMap(stub -> request.apply(timed(stub)).stream())
          .toList();
    } catch (StatusRuntimeException e) {
      throw Complaints.told(e);
    }
  }

  private List<SimulatorServiceBlockingStub> serving(String backend) {
    if (backend.equals(ALL)) {
      return processes;
    }
    List<SimulatorServiceBlockingStub> serving =
        processes.stream().filter(stub -> names(stub).contains(backend)).toList();
    SpecException.require(
        !serving.isEmpty(),
        "backend",
        backend,
        String.join(", ", processes.stream().flatMap(stub -> names(stub).stream()).toList())
            + ", or none for all");
    return serving;
  }

  private static List<String> names(SimulatorServiceBlockingStub stub) {
    return timed(stub)
        .getBehavior(GetBehaviorRequest.getDefaultInstance())
        .getBehaviorsList()
        .stream()
        .map(BackendBehavior::getBackend)
        .toList();
  }

  /** A deadline counts from the moment it is set: once for each call. */
  private static SimulatorServiceBlockingStub timed(SimulatorServiceBlockingStub stub) {
    return stub.withDeadlineAfter(LIMIT.toNanos(), TimeUnit.NANOSECONDS);
  }
}
