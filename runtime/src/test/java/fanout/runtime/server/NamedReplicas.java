package fanout.runtime.server;

import io.grpc.EquivalentAddressGroup;
import io.grpc.NameResolver;
import io.grpc.NameResolverProvider;
import io.grpc.StatusOr;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Stands in for DNS while it is registered: names with several addresses, given in another order at
 * each question and never from a cache.
 */
final class NamedReplicas extends NameResolverProvider {
  private final Map<String, List<InetSocketAddress>> names = new ConcurrentHashMap<>();
  private final AtomicInteger answers = new AtomicInteger();

  void name(String host, List<InetSocketAddress> addresses) {
    names.put(host, addresses);
  }

  /** How often a name has been resolved. */
  int answers() {
    return answers.get();
  }

  @Override
  protected boolean isAvailable() {
    return true;
  }

  /** Before gRPC's own. */
  @Override
  protected int priority() {
    return 6;
  }

  @Override
  public String getDefaultScheme() {
    return "dns";
  }

  @Override
  public @Nullable NameResolver newNameResolver(URI target, NameResolver.Args args) {
    String path = target.getPath().substring(1);
    List<InetSocketAddress> addresses = names.get(path.substring(0, path.indexOf(':')));
    return addresses == null ? null : new Rotating(path, new ArrayList<>(addresses), args);
  }

  private final class Rotating extends NameResolver {
    private final String authority;
    private final List<InetSocketAddress> addresses;
    private final Args args;
    private @Nullable Listener2 listener;

    Rotating(String authority, List<InetSocketAddress> addresses, Args args) {
      this.authority = authority;
      this.addresses = addresses;
      this.args = args;
    }

    @Override
    public String getServiceAuthority() {
      return authority;
    }

    @Override
    public void start(Listener2 listener) {
      this.listener = listener;
      refresh();
    }

    @Override
    public void refresh() {
      args.getSynchronizationContext().executeLater(this::answer);
    }

    private void answer() {
      if (listener != null) {
        answers.incrementAndGet();
        Collections.rotate(addresses, 1);
        listener.onResult2(
            ResolutionResult.newBuilder()
                .setAddressesOrError(
                    StatusOr.fromValue(
                        addresses.stream().map(EquivalentAddressGroup::new).toList()))
                .build());
      }
    }

    @Override
    public void shutdown() {
      listener = null;
    }
  }
}
