package fanout.runtime.server;

import io.grpc.Server;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** What both ports do alike. */
final class Listening {
  /** Far beyond what closing sockets takes: only a defect gets there. */
  private static final Duration FORCED_END = Duration.ofSeconds(10);

  private Listening() {}

  static InetSocketAddress start(Server server, String role, String host, int port) {
    try {
      server.start();
      return (InetSocketAddress) server.getListenSockets().getFirst();
    } catch (IOException e) {
      throw new CannotListenException(role, host, port, e);
    }
  }

  /**
   * Waits for the end of a server that has been shut down by force. An interrupt does not cut that
   * short, and stays set: it takes no longer than sockets take to close.
   */
  static void await(Server server) {
    long end = System.nanoTime() + FORCED_END.toNanos();
    boolean interrupted = false;
    try {
      while (true) {
        try {
          if (!server.awaitTermination(end - System.nanoTime(), TimeUnit.NANOSECONDS)) {
            throw new IllegalStateException("a server did not end within " + FORCED_END);
          }
          return;
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /**
   * Waits for the end of a server; an interrupt is taken as a wish to wait no longer and stays set.
   *
   * @return whether it has ended
   */
  static boolean await(Server server, Duration limit) {
    try {
      return server.awaitTermination(limit.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return server.isTerminated();
    }
  }
}
