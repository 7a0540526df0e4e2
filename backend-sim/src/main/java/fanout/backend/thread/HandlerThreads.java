package fanout.backend.thread;

import java.util.Optional;
import java.util.concurrent.ExecutorService;

/**
 * The threads on which handlers run. Handlers of a simulated backend never block unless a fault
 * says so, so any kind serves; which one is what the faults {@code burn} and {@code block} make
 * visible.
 */
public sealed interface HandlerThreads permits Direct, Cached, Pool, Virtual {
  /**
   * Starts the threads.
   *
   * @return an executor that the caller shuts down, or empty if handlers run on the event loop
   */
  Optional<ExecutorService> start();
}
