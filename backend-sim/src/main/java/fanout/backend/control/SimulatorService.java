package fanout.backend.control;

import fanout.backend.Backend;
import fanout.backend.ledger.LedgerCounts;
import fanout.runtime.settings.RuntimeLayer;
import fanout.runtime.spec.SpecException;
import fanout.v1.BackendBehavior;
import fanout.v1.GetBehaviorRequest;
import fanout.v1.GetBehaviorResponse;
import fanout.v1.GetLedgerRequest;
import fanout.v1.GetLedgerResponse;
import fanout.v1.Ledger;
import fanout.v1.ResetBehaviorRequest;
import fanout.v1.ResetBehaviorResponse;
import fanout.v1.ResetLedgerRequest;
import fanout.v1.ResetLedgerResponse;
import fanout.v1.SetBehaviorRequest;
import fanout.v1.SetBehaviorResponse;
import fanout.v1.SimulatorServiceGrpc;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * Reads and changes how the backends of this process behave while they run. Meant for the admin
 * port; no behaviour applies to it. Thread-safe.
 */
public final class SimulatorService extends SimulatorServiceGrpc.SimulatorServiceImplBase {
  private final SortedMap<String, Backend> backends = new TreeMap<>();
  private final long seed;

  /** Control of these backends, which draw from this seed. */
  public SimulatorService(Collection<Backend> backends, long seed) {
    backends.forEach(backend -> this.backends.put(backend.name(), backend));
    this.seed = seed;
  }

  @Override
  public void getBehavior(
      GetBehaviorRequest request, StreamObserver<GetBehaviorResponse> response) {
    answer(
        response,
        () ->
            GetBehaviorResponse.newBuilder()
                .addAllBehaviors(behaviors(request.getBackend()))
                .build());
  }

  @Override
  public void setBehavior(
      SetBehaviorRequest request, StreamObserver<SetBehaviorResponse> response) {
    answer(
        response,
        () -> {
          Optional<Duration> timeToLive =
              request.hasTimeToLive()
                  ? Optional.of(
                      RuntimeLayer.timeToLive(
                          request.getTimeToLive().getSeconds(), request.getTimeToLive().getNanos()))
                  : Optional.empty();
          List<Backend> chosen = choose(request.getBackend());
          // All or none: a text may fit one backend's start-up settings and not another's.
          chosen.forEach(backend -> backend.control().check(request.getBehavior(), timeToLive));
          chosen.forEach(backend -> backend.control().set(request.getBehavior(), timeToLive));
          return SetBehaviorResponse.newBuilder()
              .addAllBehaviors(behaviors(request.getBackend()))
              .build();
        });
  }

  @Override
  public void resetBehavior(
      ResetBehaviorRequest request, StreamObserver<ResetBehaviorResponse> response) {
    answer(
        response,
        () -> {
          choose(request.getBackend()).forEach(backend -> backend.control().reset());
          return ResetBehaviorResponse.newBuilder()
              .addAllBehaviors(behaviors(request.getBackend()))
              .build();
        });
  }

  @Override
  public void getLedger(GetLedgerRequest request, StreamObserver<GetLedgerResponse> response) {
    answer(
        response,
        () ->
            GetLedgerResponse.newBuilder()
                .addAllLedgers(
                    choose(request.getBackend()).stream()
                        .map(backend -> ledger(backend.name(), backend.ledger().read()))
                        .toList())
                .build());
  }

  @Override
  public void resetLedger(
      ResetLedgerRequest request, StreamObserver<ResetLedgerResponse> response) {
    answer(
        response,
        () ->
            ResetLedgerResponse.newBuilder()
                .addAllLedgers(
                    choose(request.getBackend()).stream()
                        .map(backend -> ledger(backend.name(), backend.ledger().readAndReset()))
                        .toList())
                .build());
  }

  private static <R> void answer(StreamObserver<R> response, Supplier<R> work) {
    R result;
    try {
      result = work.get();
    } catch (UnknownBackendException e) {
      response.onError(Status.NOT_FOUND.withDescription(e.getMessage()).asRuntimeException());
      return;
    } catch (SpecException e) {
      response.onError(
          Status.INVALID_ARGUMENT.withDescription(e.getMessage()).asRuntimeException());
      return;
    }
    response.onNext(result);
    response.onCompleted();
  }

  private List<Backend> choose(String name) {
    if (name.isEmpty()) {
      return List.copyOf(backends.values());
    }
    Backend backend = backends.get(name);
    if (backend == null) {
      throw new UnknownBackendException(
          "backend: '%s' is not served here; allowed: %s, or nothing for all"
              .formatted(name, String.join(", ", backends.keySet())));
    }
    return List.of(backend);
  }

  private List<BackendBehavior> behaviors(String name) {
    return choose(name).stream().map(this::behavior).toList();
  }

  private BackendBehavior behavior(Backend backend) {
    RuntimeLayer.State<EffectiveBehavior> state = backend.control().state();
    BackendBehavior.Builder behavior =
        BackendBehavior.newBuilder()
            .setBackend(backend.name())
            .setStartUp(state.startUp().text())
            .setOverlay(state.overlay())
            .setEffective(state.effective().text())
            .setRequestMetadataHonored(backend.requests().accepted())
            .setSeed(seed);
    state.expiry().ifPresent(expiry -> behavior.setOverlayExpiresAt(timestamp(expiry.at())));
    return behavior.build();
  }

  private static Ledger ledger(String name, LedgerCounts counts) {
    Ledger.Builder ledger =
        Ledger.newBuilder()
            .setBackend(name)
            .setStarted(counts.started())
            .setFinished(counts.finished())
            .setCancelled(counts.cancelled())
            .setInFlight(counts.inFlight())
            .setWorked(duration(counts.worked()))
            .setWorkedAfterCancel(duration(counts.workedAfterCancel()));
    counts.failed().forEach((code, count) -> ledger.putFailed(code.name(), count));
    return ledger.build();
  }

  private static com.google.protobuf.Timestamp timestamp(Instant instant) {
    return com.google.protobuf.Timestamp.newBuilder()
        .setSeconds(instant.getEpochSecond())
        .setNanos(instant.getNano())
        .build();
  }

  private static com.google.protobuf.Duration duration(Duration duration) {
    return com.google.protobuf.Duration.newBuilder()
        .setSeconds(duration.getSeconds())
        .setNanos(duration.getNano())
        .build();
  }

  private static final class UnknownBackendException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnknownBackendException(String message) {
      super(message);
    }
  }
}
