package fanout.backend.thread;

import fanout.runtime.spec.Spec;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** On a virtual thread for each callback: blocking is cheap, computing is not. */
@Spec.Name(value = "virtual", doc = "on virtual threads; blocking is cheap, computing is not")
public record Virtual() implements HandlerThreads {
  @Override
  public Optional<ExecutorService> start() {
    return Optional.of(
        Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("backend-handler-", 1).factory()));
  }
}
