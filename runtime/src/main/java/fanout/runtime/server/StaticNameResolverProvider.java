package fanout.runtime.server;

import io.grpc.EquivalentAddressGroup;
import io.grpc.NameResolver;
import io.grpc.NameResolverProvider;
import io.grpc.Status;
import io.grpc.StatusOr;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * {@code static:///h1:p1,h2:p2}: several replicas without DNS. Found by gRPC through {@link
 * java.util.ServiceLoader}.
 */
public final class StaticNameResolverProvider extends NameResolverProvider {
  /** The scheme of its targets. */
  public static final String SCHEME = "static";

  private static final int PRIORITY = 5;

  /** For the service loader. */
  public StaticNameResolverProvider() {}

  @Override
  protected boolean isAvailable() {
    return true;
  }

  @Override
  protected int priority() {
    return PRIORITY;
  }

  @Override
  public String getDefaultScheme() {
    return SCHEME;
  }

  @Override
  public @Nullable NameResolver newNameResolver(URI target, NameResolver.Args args) {
    return target.getScheme().toLowerCase(Locale.ROOT).equals(SCHEME)
        ? new StaticResolver(Replica.list(target.getPath().substring(1)), args.getOffloadExecutor())
        : null;
  }

  /** Resolves anew whenever gRPC asks, which it does when a connection is lost. */
  private static final class StaticResolver extends NameResolver {
    private final List<Replica> replicas;
    private final Executor executor;
    private volatile @Nullable Listener2 listener;

    StaticResolver(List<Replica> replicas, Executor executor) {
      this.replicas = replicas;
      this.executor = executor;
    }

    @Override
    public String getServiceAuthority() {
      return replicas.getFirst().toString();
    }

    @Override
    public void start(Listener2 listener) {
      this.listener = listener;
      refresh();
    }

    @Override
    public void refresh() {
      executor.execute(this::report);
    }

    private synchronized void report() {
      Listener2 current = listener;
      if (current != null) {
        current.onResult(ResolutionResult.newBuilder().setAddressesOrError(resolve()).build());
      }
    }

    private StatusOr<List<EquivalentAddressGroup>> resolve() {
      List<EquivalentAddressGroup> groups = new ArrayList<>();
      for (Replica replica : replicas) {
        try {
          groups.add(replica.resolve());
        } catch (UnknownHostException e) {
          Status status = Status.UNAVAILABLE.withDescription("unknown host " + replica.host());
          return StatusOr.fromStatus(status.withCause(e));
        }
      }
      return StatusOr.fromValue(groups);
    }

    @Override
    public void shutdown() {
      listener = null;
    }
  }
}
