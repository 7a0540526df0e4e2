package fanout.backend.thread;

import fanout.runtime.spec.Spec;
import java.util.Optional;
import java.util.concurrent.ExecutorService;

/** On the event loop of the connection: the fastest as long as nothing blocks. */
@Spec.Name(value = "direct", doc = "on the event loop; fastest, and nothing may block")
public record Direct() implements HandlerThreads {
  @Override
  public Optional<ExecutorService> start() {
    return Optional.empty();
  }
}
