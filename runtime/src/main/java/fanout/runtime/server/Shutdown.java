package fanout.runtime.server;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns a signal into an orderly end with status 0, for what a {@link ServerHost} does not end by
 * itself: a process with several of them.
 */
public final class Shutdown {
  private static final Logger LOG = LoggerFactory.getLogger(Shutdown.class);

  private Shutdown() {}

  /**
   * Waits for SIGTERM or SIGINT, runs {@code work}, closes {@code afterwards} in order, and ends
   * the process: status 0, or 1 if any of that failed. Never returns. The end is the JVM's shutdown
   * hook, which halts it: what has a hook of its own may not get to its end.
   */
  public static void await(Runnable work, List<AutoCloseable> afterwards) {
    Runtime runtime = Runtime.getRuntime();
    runtime.addShutdownHook(new Thread(() -> runtime.halt(run(work, afterwards)), "shutdown"));
    CountDownLatch forever = new CountDownLatch(1);
    while (true) {
      try {
        forever.await();
      } catch (InterruptedException e) {
        LOG.debug("only a signal ends the process", e);
      }
    }
  }

  private static int run(Runnable work, List<AutoCloseable> afterwards) {
    int status = 0;
    try {
      work.run();
    } catch (RuntimeException e) {
      LOG.error("the server did not end in order", e);
      status = 1;
    }
    for (AutoCloseable last : afterwards) {
      try {
        last.close();
      } catch (Exception e) {
        LOG.error("{} could not be closed", last, e);
        status = 1;
      }
    }
    return status;
  }
}
