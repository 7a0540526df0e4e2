package fanout.lab.testbed;

import fanout.runtime.spec.SpecException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Every server behind a name: what a headless Service's name stands for. */
public final class ReplicaAddresses {
  private static final Pattern TARGET = Pattern.compile("(?:dns:///)?([^/\\s]+):([0-9]{1,5})");

  private ReplicaAddresses() {}

  /**
   * Looks a name up.
   *
   * @param target {@code host:port} or {@code dns:///host:port}
   * @return {@code address:port} of each, as many as the name has now
   * @throws SpecException if it is malformed, or nothing has that name
   */
  public static List<String> of(String target) {
    Matcher matcher = TARGET.matcher(target.strip());
    SpecException.require(matcher.matches(), "target", target, "host:port");
    try {
      InetAddress[] found = InetAddress.getAllByName(matcher.group(1));
      // One family: a name of a dual stack has each server twice, and each would be told twice.
      return Stream.of(found)
          .filter(address -> address.getClass() == found[0].getClass())
          .map(address -> text(address) + ":" + matcher.group(2))
          .distinct()
          .toList();
    } catch (UnknownHostException e) {
      throw new SpecException("target", target, "a name that DNS knows", e);
    }
  }

  private static String text(InetAddress address) {
    return address instanceof Inet6Address
        ? "[" + address.getHostAddress() + "]"
        : address.getHostAddress();
  }
}
