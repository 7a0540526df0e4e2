package fanout.backend.thread;

import fanout.runtime.spec.Spec;
import fanout.runtime.spec.SpecException;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * On a fixed number of platform threads. Calls beyond them wait for a thread in an unbounded line;
 * what bounds the calls of a backend is its capacity.
 *
 * @param threads how many
 */
@Spec.Name(value = "pool", doc = "on so many platform threads")
public record Pool(@Spec.Doc("how many") int threads) implements HandlerThreads {
  private static final int MOST = 4096;

  public Pool {
    SpecException.require(threads >= 1 && threads <= MOST, "threads", threads, "1 to " + MOST);
  }

  @Override
  public Optional<ExecutorService> start() {
    return Optional.of(
        Executors.newFixedThreadPool(
            threads, Thread.ofPlatform().daemon().name("backend-handler-", 1).factory()));
  }
}
