package fanout.lab.load.wire;

import fanout.lab.load.EventLoops;
import fanout.lab.load.Target;
import fanout.lab.load.unary.UnaryTarget;
import fanout.runtime.server.ChannelSettings;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * Connections on which a unary method is called as {@link UnaryTarget} calls it, at half of the
 * cost. Thread-safe.
 */
public final class WireConnections implements AutoCloseable {
  /** A host and a port, and nothing that only gRPC's name resolution understands. */
  private static final Pattern PLAIN = Pattern.compile("(\\[[0-9a-fA-F:.]+]|[^,/\\[\\]:]+):(\\d+)");

  private final List<WireConnection> connections;

  private WireConnections(List<WireConnection> connections) {
    this.connections = connections;
  }

  /**
   * Connects, and returns as soon as all connections stand or one has failed.
   *
   * @param where {@code host:port}
   * @param loops whose threads they take in turn, and which must be closed after them
   * @param fullMethodName as {@code fanout.v1.DashboardService/GetDashboard}
   * @return empty where only gRPC can: for TLS, for a target that is not one address, and where a
   *     connection does not come about
   */
  public static Optional<WireConnections> open(
      String where, ChannelSettings settings, EventLoops loops, int count, String fullMethodName)
      throws InterruptedException {
    Optional<InetSocketAddress> address = settings.tls().on() ? Optional.empty() : only(where);
    if (address.isEmpty()) {
      return Optional.empty();
    }
    WireMethod method = new WireMethod(where, fullMethodName, settings);
    List<WireConnection> all =
        IntStream.range(0, count)
            .mapToObj(i -> new WireConnection(loops.bootstrap(), address.get(), method))
            .toList();
    all.forEach(WireConnection::dial);
    for (WireConnection connection : all) {
      if (!connection.awaitReady()) {
        all.forEach(WireConnection::close);
        return Optional.empty();
      }
    }
    return Optional.of(new WireConnections(all));
  }

  /** The address that a target means, if it means a single one. */
  private static Optional<InetSocketAddress> only(String where) {
    Matcher plain = PLAIN.matcher(where);
    if (!plain.matches()) {
      return Optional.empty();
    }
    try {
      InetAddress[] all = InetAddress.getAllByName(plain.group(1));
      int port = Integer.parseInt(plain.group(2));
      return all.length == 1 ? Optional.of(new InetSocketAddress(all[0], port)) : Optional.empty();
    } catch (UnknownHostException | IllegalArgumentException e) {
      return Optional.empty(); // gRPC says so in its own words
    }
  }

  /**
   * The same calls over these connections. One that a connection cannot take, because it is lost,
   * goes away or has refused it unseen, goes the old way, and so does one whose headers are too
   * long for a single frame.
   *
   * @param otherwise of the method for which they were opened
   */
  public Target calling(UnaryTarget otherwise) {
    return new WireTarget(connections, otherwise);
  }

  /** Ends the connections; calls that are open end as CANCELLED. Does not wait for that. */
  @Override
  public void close() {
    connections.forEach(WireConnection::close);
  }
}
