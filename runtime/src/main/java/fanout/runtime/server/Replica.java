package fanout.runtime.server;

import fanout.runtime.spec.SpecException;
import io.grpc.Attributes;
import io.grpc.EquivalentAddressGroup;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** One server of several that answer alike, written {@code host:port} or {@code [ipv6]:port}. */
record Replica(String host, int port) {
  private static final Pattern TEXT =
      Pattern.compile("(\\[[0-9A-Fa-f:.%]+]|[^:\\[\\]/\\s]+):([0-9]{1,5})");

  static List<Replica> list(String text) {
    return Stream.of(text.split(",", -1)).map(String::strip).map(Replica::parse).toList();
  }

  private static Replica parse(String text) {
    Matcher matcher = TEXT.matcher(text);
    boolean ok = matcher.matches() && port(matcher) >= 1 && port(matcher) <= 65_535;
    SpecException.require(ok, "target", text, "host:port, port 1 to 65535");
    return new Replica(matcher.group(1), port(matcher));
  }

  private static int port(Matcher matcher) {
    return Integer.parseInt(matcher.group(2));
  }

  /** Its addresses; TLS checks the certificate against its own name, not the first replica's. */
  EquivalentAddressGroup resolve() throws UnknownHostException {
    List<SocketAddress> addresses = new ArrayList<>();
    for (InetAddress address : InetAddress.getAllByName(host)) {
      addresses.add(new InetSocketAddress(address, port));
    }
    Attributes attributes =
        Attributes.newBuilder()
            .set(EquivalentAddressGroup.ATTR_AUTHORITY_OVERRIDE, toString())
            .build();
    return new EquivalentAddressGroup(addresses, attributes);
  }

  @Override
  public String toString() {
    return host + ":" + port;
  }
}
