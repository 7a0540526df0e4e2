package fanout.runtime.server;

import fanout.runtime.spec.SpecException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Where a channel goes, as people write it → the URI that gRPC reads. Always made anew from what
 * was understood: gRPC would otherwise find fault with {@code [::1]:50061} and with blanks between
 * replicas, and take the first replica behind {@code static://} for an authority.
 */
final class Target {
  private static final String DNS = "dns://";
  private static final String STATIC = StaticNameResolverProvider.SCHEME + "://";
  private static final Pattern TEXT =
      Pattern.compile("(" + DNS + "[^/]*/|" + STATIC + "/|)([^/]*)");
  private static final String ALLOWED = "host:port, dns:///… or static:///…";

  private Target() {}

  /**
   * The URI of a target.
   *
   * @throws SpecException if the target is malformed
   */
  static String uri(String target) {
    Matcher matcher = TEXT.matcher(target.strip());
    SpecException.require(matcher.matches(), "target", target, ALLOWED);
    String start = matcher.group(1);
    List<Replica> replicas = Replica.list(matcher.group(2));
    if (start.startsWith(STATIC) || (start.isEmpty() && replicas.size() > 1)) {
      return written(target, StaticNameResolverProvider.SCHEME, "", replicas);
    }
    requireOneName(target, replicas);
    String authority = start.isEmpty() ? "" : start.substring(DNS.length(), start.length() - 1);
    return written(target, "dns", authority, replicas);
  }

  private static void requireOneName(String target, List<Replica> replicas) {
    SpecException.require(replicas.size() == 1, "target", target, "one host:port behind dns:///");
    SpecException.require(
        isName(replicas.getFirst()),
        "target",
        target,
        "host:port, host an address or a name of letters, digits, '-' and '.'");
  }

  /** What gRPC asks of a name before it looks it up. */
  private static boolean isName(Replica replica) {
    try {
      return replica.host().equals(new URI("//" + replica).getHost());
    } catch (URISyntaxException e) {
      return false;
    }
  }

  /** What must not stand in a path, such as {@code [}, is escaped; both resolvers undo that. */
  private static String written(
      String target, String scheme, String authority, List<Replica> replicas) {
    String path =
        replicas.stream().map(Replica::toString).collect(Collectors.joining(",", "/", ""));
    try {
      return new URI(scheme, authority, path, null, null).toASCIIString();
    } catch (URISyntaxException e) {
      throw new SpecException("target", target, ALLOWED);
    }
  }
}
