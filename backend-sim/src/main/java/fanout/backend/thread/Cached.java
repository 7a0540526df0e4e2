package fanout.backend.thread;

import fanout.runtime.spec.Spec;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * On as many platform threads as there are callbacks at a time; an idle thread is kept for a
 * minute. It is what a grpc-java server does that is told nothing ({@code
 * GrpcUtil.SHARED_CHANNEL_EXECUTOR}).
 */
@Spec.Name(value = "cached", doc = "on as many platform threads as it takes; gRPC's own default")
public record Cached() implements HandlerThreads {
  @Override
  public Optional<ExecutorService> start() {
    return Optional.of(
        Executors.newCachedThreadPool(
            Thread.ofPlatform().daemon().name("backend-handler-", 1).factory()));
  }
}
