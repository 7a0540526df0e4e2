package fanout.runtime.server;

import static fanout.runtime.spec.SpecException.require;

import fanout.runtime.server.eject.Ejection;
import fanout.runtime.settings.Group;
import fanout.runtime.settings.Settings;
import fanout.runtime.spec.ByteSize;
import fanout.runtime.spec.Spec;
import java.time.Duration;
import java.util.Map;

/**
 * How a process keeps its connections to others.
 *
 * @param keepAlive a connection that is silent for so long is pinged, also without a call on it
 * @param keepAliveTimeout a ping not answered for so long ends the connection
 * @param maxMessageSize a larger reply fails its call with RESOURCE_EXHAUSTED
 * @param maxHeaderSize a reply with more metadata fails its call
 * @param reconnect pause between two attempts to reach a server that is down
 * @param eject when a replica that fails is taken out of the rotation for a while
 */
public record ChannelSettings(
    @Spec.Default("30s") @Spec.Doc("a connection that is silent for so long is pinged")
        Duration keepAlive,
    @Spec.Default("10s") @Spec.Doc("a ping not answered for so long ends the connection")
        Duration keepAliveTimeout,
    @Spec.Default("4MiB") @Spec.Doc("a larger reply fails its call with RESOURCE_EXHAUSTED")
        ByteSize maxMessageSize,
    @Spec.Default("16KiB") @Spec.Doc("a reply with more metadata fails its call")
        ByteSize maxHeaderSize,
    @Spec.Default("250ms") @Spec.Doc("pause between two attempts to reach a server that is down")
        Duration reconnect,
    @Spec.Default("none") @Spec.Doc("when a replica that fails is taken out for a while")
        Ejection eject,
    @Group(prefix = "tls", heading = "TLS towards other services") ClientTlsSettings tls) {
  /** The defaults, plain text. */
  public static final ChannelSettings DEFAULT = Settings.defaults(ChannelSettings.class, Map.of());

  public ChannelSettings {
    // grpc-java raises anything below silently, here and for the timeout.
    boolean pingable = keepAlive.compareTo(Duration.ofSeconds(10)) >= 0;
    require(pingable, "keepAlive", keepAlive, "10s or more");
    boolean answerable = keepAliveTimeout.compareTo(Duration.ofMillis(10)) >= 0;
    require(answerable, "keepAliveTimeout", keepAliveTimeout, "10ms or more");
    require(reconnect.isPositive(), "reconnect", reconnect, "more than 0s");
    boolean fits = maxMessageSize.bytes() <= Integer.MAX_VALUE;
    require(fits, "maxMessageSize", maxMessageSize, "at most " + Integer.MAX_VALUE + "B");
    boolean headersFit = maxHeaderSize.bytes() >= 1 && maxHeaderSize.bytes() <= Integer.MAX_VALUE;
    require(headersFit, "maxHeaderSize", maxHeaderSize, "1B to " + Integer.MAX_VALUE + "B");
  }
}
