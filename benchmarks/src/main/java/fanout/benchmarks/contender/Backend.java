package fanout.benchmarks.contender;

import fanout.backend.BackendServer;
import fanout.backend.BackendSettings;
import fanout.backend.ledger.Ledger;
import fanout.runtime.settings.Settings;
import fanout.runtime.spec.Spec;
import fanout.runtime.spec.Spec.Doc;
import fanout.runtime.telemetry.Telemetry;
import java.time.Duration;
import java.util.Map;

/**
 * A simulated backend; counts the calls for users that are in flight.
 *
 * @param latency of every call
 */
@Spec.Name(value = "backend", doc = "a simulated backend")
public record Backend(@Doc("of every call") Duration latency) implements Contender {
  @Override
  public Serving serve(Surroundings around) {
    BackendServer server =
        BackendServer.start(
            Settings.defaults(
                BackendSettings.class,
                Map.of(
                    "data-port", "0",
                    "admin-port", "0",
                    "seed", "1",
                    "accept-request-behavior", "true",
                    "behavior", "payload=64B,latency=" + Spec.print(latency))),
            Telemetry.off());
    Ledger users = server.backend("user").ledger();
    return new Serving(server.dataAddress(), server::close, () -> users.read().inFlight());
  }
}
