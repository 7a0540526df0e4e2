package fanout.benchmarks.contender;

import fanout.v1.DashboardServiceGrpc;
import java.net.InetSocketAddress;
import java.util.function.LongSupplier;

/** A server that can be measured. Its text form is the command line of its process. */
public sealed interface Contender permits Fanout, Bare, BareInTurn, Direct, Backend, Trivial {
  /** What a contender finds around it: addresses as {@code host:port}. */
  record Surroundings(String user, String orders, String notifications, String otlp) {
    /** Of a contender that needs nobody. */
    public static final Surroundings NOBODY = new Surroundings("", "", "", "");
  }

  /**
   * A server that serves.
   *
   * @param inFlight calls that have not ended
   */
  record Serving(InetSocketAddress address, Runnable close, LongSupplier inFlight) {
    /** One that does not count its calls. */
    Serving(InetSocketAddress address, Runnable close) {
      this(
          address,
          close,
          () -> {
            throw new UnsupportedOperationException("calls in flight are not counted here");
          });
    }
  }

  /**
   * The full name of the unary method that callers ask for. Its request has the user's id where
   * that of a dashboard has it.
   */
  default String method() {
    return DashboardServiceGrpc.getGetDashboardMethod().getFullMethodName();
  }

  /** Starts to serve in this process; every connection that it needs stands when this returns. */
  Serving serve(Surroundings surroundings);
}
