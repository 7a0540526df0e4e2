package fanout.benchmarks.contender;

import fanout.runtime.spec.Spec;
import fanout.v1.UserServiceGrpc;
import java.net.InetSocketAddress;

/**
 * Nobody in between: callers ask the user backend itself. What they read is what the slowest of
 * equal backends takes as they see it, wake-ups and all.
 */
@Spec.Name(value = "direct", doc = "nobody in between: the user backend itself")
public record Direct() implements Contender {
  @Override
  public String method() {
    return UserServiceGrpc.getGetUserMethod().getFullMethodName();
  }

  @Override
  public Serving serve(Surroundings around) {
    int colon = around.user().lastIndexOf(':');
    return new Serving(
        new InetSocketAddress(
            around.user().substring(0, colon),
            Integer.parseInt(around.user().substring(colon + 1))),
        () -> {});
  }
}
