package fanout.runtime.server;

import fanout.runtime.spec.SpecException;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How the services' programs begin, and how they end when they cannot. */
public final class Mains {
  private static final Logger LOG = LoggerFactory.getLogger(Mains.class);

  /** A port that cannot be opened, a server that cannot be reached. */
  public static final int CANNOT_RUN = 1;

  /** A setting that is unknown, malformed, or names a file that cannot be used. */
  public static final int BAD_SETTING = 2;

  private Mains() {}

  /**
   * Runs a program. What the person who started it can put right is one line on standard error and
   * an exit status; anything else is a defect and goes on as an exception.
   */
  @SuppressWarnings("SystemOut") // the terminal is where the line belongs
  public static void run(String program, Runnable body) {
    int status = attempt(program, body, System.err);
    if (status != 0) {
      System.exit(status);
    }
  }

  /**
   * Logs the last line of every start, for example {@code listening data=127.0.0.1:50060
   * admin=127.0.0.1:39121}: both ports serve. Whoever starts a program with port 0 reads from it
   * which ports it took, so that its form is part of the interface.
   */
  public static void listening(InetSocketAddress data, InetSocketAddress admin) {
    LOG.info("listening data={} admin={}", hostAndPort(data), hostAndPort(admin));
  }

  private static String hostAndPort(InetSocketAddress address) {
    String host = address.getAddress().getHostAddress();
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort();
  }

  static int attempt(String program, Runnable body, PrintStream errors) {
    try {
      body.run();
      return 0;
    } catch (CannotListenException | NotConnectedException e) {
      errors.println(program + ": " + e.getMessage());
      return CANNOT_RUN;
    } catch (SpecException e) {
      errors.println(program + ": " + e.getMessage());
      return BAD_SETTING;
    }
  }
}
