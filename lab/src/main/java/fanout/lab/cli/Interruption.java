package fanout.lab.cli;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Lets a command keep what it has when the process is told to end (Ctrl-C, SIGTERM): what it is
 * doing is ended early, and the process waits until the command has said what came of it.
 */
final class Interruption implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final CountDownLatch said = new CountDownLatch(1);
  private final Thread hook = Thread.ofPlatform().name("interruption").unstarted(this::interrupted);

  private volatile Runnable early = () -> {};
  private volatile boolean begun;

  Interruption() {
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /**
   * What ends the work that is now under way early. It is called from another thread, and at once
   * where the process is to end already; possibly both.
   */
  void ends(Runnable work) {
    early = work;
    // Either this thread sees that the end has begun or the other one sees this work.
    if (begun) {
      work.run();
    }
  }

  /** What the hook does. */
  void interrupted() {
    begun = true;
    early.run();
    try {
      if (!said.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        System.err.println("fanout: ended before the calls that were open had");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The command has said all. */
  @Override
  public void close() {
    said.countDown();
    if (!hook.isAlive()) {
      remove();
    }
  }

  @SuppressWarnings("EmptyCatch") // the process began to end just now: the hook has been told
  private void remove() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // nothing is left to be taken away
    }
  }
}
