package fanout.backend.service;

import com.google.protobuf.Message;
import fanout.backend.Backend;
import fanout.backend.CallId;
import fanout.backend.control.EffectiveBehavior;
import fanout.backend.ledger.Ledger;
import fanout.runtime.spec.SpecException;
import fanout.v1.AppliedBehavior;
import io.grpc.Metadata;
import io.grpc.ServerCallHandler;
import io.grpc.Status;
import io.grpc.StatusException;
import java.util.function.ToLongFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs the calls of one backend; a service only says what its data are. Thread-safe. */
public final class CallRunner {
  private static final Logger LOG = LoggerFactory.getLogger(CallRunner.class);

  private final Backend backend;
  private final Engine engine;

  /** A runner that writes into this backend's ledger. */
  public CallRunner(Backend backend, Engine engine) {
    this.backend = backend;
    this.engine = engine;
  }

  /** A method with one request and one reply. */
  <Q, R extends Message> ServerCallHandler<Q, R> unary(Answerer<Q, R> answerer) {
    return new UnaryHandler<>(this, answerer);
  }

  /**
   * A method with many requests, each answered as if it were a call of its own, in the order in
   * which the answers become ready.
   *
   * @param sequence names a message in the draws, within the name of its RPC
   */
  <Q, R extends Message> ServerCallHandler<Q, R> stream(
      ToLongFunction<Q> sequence, Answerer<Q, R> answerer) {
    return new StreamHandler<>(this, sequence, answerer, engine.streamWindow());
  }

  long nanoTime() {
    return engine.time().nanoTime();
  }

  /** Runs one call; invalid ones are refused, and count as failed. */
  void run(Inbound inbound, CallId id, Outlet outlet) {
    Ledger.Entry entry = backend.ledger().start();
    SimulatedCall call;
    try {
      EffectiveBehavior behavior =
          backend.requests().over(backend.control().state().effective(), inbound.simulation());
      outlet.prepare(behavior.behavior().payload());
      call = new SimulatedCall(backend, engine, inbound, id, entry, behavior, outlet);
    } catch (SpecException e) {
      refuse(inbound, entry, outlet, Status.INVALID_ARGUMENT.withDescription(e.getMessage()));
      return;
    } catch (StatusException e) {
      refuse(inbound, entry, outlet, e.getStatus());
      return;
    } catch (RuntimeException e) {
      LOG.error("a call of {} could not be prepared, by a defect", backend.name(), e);
      Status defect = Status.INTERNAL.withDescription("a defect of the simulator: " + e);
      refuse(inbound, entry, outlet, defect);
      return;
    }
    call.start();
  }

  private void refuse(Inbound inbound, Ledger.Entry entry, Outlet outlet, Status status) {
    if (entry.answer(status.getCode())) {
      Metadata trailers = inbound.responseHeaders();
      AppliedBehavior none =
          AppliedBehavior.newBuilder()
              .setBackend(backend.name())
              .setInstance(engine.instance())
              .build();
      SimulatedErrors.explain(trailers, status, "REFUSED", none);
      outlet.fail(status, trailers);
    }
  }
}
