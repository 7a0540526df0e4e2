package fanout.runtime.server;

import static fanout.runtime.spec.SpecException.require;

import fanout.runtime.settings.Group;
import fanout.runtime.settings.Settings;
import fanout.runtime.spec.ByteSize;
import fanout.runtime.spec.Spec;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * Where a process listens and what it puts up with. Listening beyond the machine has to be asked
 * for.
 *
 * @param dataPort port of the services; 0 takes any free one
 * @param adminPort port of the administration; 0 takes any free one
 * @param maxMessageSize a larger request is refused with RESOURCE_EXHAUSTED
 * @param maxHeaderSize a request with more metadata is refused
 * @param maxCallsPerConnection further calls wait in the client until one ends
 * @param maxResets a connection on which more calls are taken back in a second is closed
 * @param permitKeepAlive a client that pings more often than this is disconnected
 * @param maxConnectionAge after this a connection takes no further calls, so that clients spread
 *     over new replicas
 * @param drainLimit how long an accepted call may take to finish once the process has been told to
 *     stop
 */
public record ServerSettings(
    @Spec.Default("127.0.0.1")
        @Spec.Doc("address of the services; 0.0.0.0 listens beyond this machine")
        String dataHost,
    @Spec.Default("0") @Spec.Doc("port of the services; 0 takes any free one") int dataPort,
    @Spec.Default("127.0.0.1")
        @Spec.Doc("address of health, metrics and control; 0.0.0.0 listens beyond this machine")
        String adminHost,
    @Spec.Default("0") @Spec.Doc("port of health, metrics and control; 0 takes any free one")
        int adminPort,
    @Spec.Default("4MiB") @Spec.Doc("a larger request is refused with RESOURCE_EXHAUSTED")
        ByteSize maxMessageSize,
    @Spec.Default("8KiB") @Spec.Doc("a request with more metadata is refused")
        ByteSize maxHeaderSize,
    @Spec.Default("100000") @Spec.Doc("further calls wait in the client until one ends")
        int maxCallsPerConnection,
    @Spec.Default("20000")
        @Spec.Doc("a connection on which more calls are cancelled in a second is closed")
        int maxResets,
    @Spec.Default("10s") @Spec.Doc("a client that pings more often is disconnected")
        Duration permitKeepAlive,
    @Spec.Doc("after this a connection takes no further calls and the client makes a new one")
        Optional<Duration> maxConnectionAge,
    @Spec.Default("10s") @Spec.Doc("time for accepted calls to finish after SIGTERM")
        Duration drainLimit,
    @Group(prefix = "tls", heading = "TLS") TlsSettings tls) {
  /** Loopback, any free port, plain text. */
  public static final ServerSettings LOOPBACK = Settings.defaults(ServerSettings.class, Map.of());

  public ServerSettings {
    requirePort("dataPort", dataPort);
    requirePort("adminPort", adminPort);
    require(!dataHost.isBlank(), "dataHost", dataHost, "a host name or address");
    require(!adminHost.isBlank(), "adminHost", adminHost, "a host name or address");
    requireSize("maxMessageSize", maxMessageSize, 1 << 10);
    requireSize("maxHeaderSize", maxHeaderSize, 1 << 10);
    require(
        maxCallsPerConnection >= 1, "maxCallsPerConnection", maxCallsPerConnection, "1 or more");
    require(maxResets >= 1, "maxResets", maxResets, "1 or more");
    require(!permitKeepAlive.isNegative(), "permitKeepAlive", permitKeepAlive, "0s or more");
    maxConnectionAge.ifPresent(ServerSettings::requireAge);
  }

  private static void requirePort(String field, int port) {
    require(port >= 0 && port <= 65_535, field, port, "0 to 65535");
  }

  private static void requireAge(Duration age) {
    // grpc-java raises anything below silently.
    boolean kept = age.compareTo(Duration.ofSeconds(1)) >= 0;
    require(kept, "maxConnectionAge", age, "1s or more, or none");
  }

  private static void requireSize(String field, ByteSize size, long least) {
    boolean ok = size.bytes() >= least && size.bytes() <= Integer.MAX_VALUE;
    require(ok, field, size, new ByteSize(least) + " to " + Integer.MAX_VALUE + "B");
  }
}
