package fanout.lab.process;

/** Calls that a dead peer has taken with it. */
final class Lost {
  private Lost() {}

  /**
   * The code of a call, UNAVAILABLE for any that a lost connection has ended. gRPC has two for
   * those: one that was just being written when the connection went down gets UNKNOWN, "channel
   * closed" (grpc-java issue 10120, open), which is seen on busy machines.
   */
  static String code(String code, String message) {
    return code.equals("UNKNOWN") && message.endsWith("channel closed") ? "UNAVAILABLE" : code;
  }
}
