package fanout.lab.load.wire;

import fanout.lab.load.Target;
import fanout.lab.load.unary.UnaryTarget;
import fanout.lab.load.unary.UnaryTarget.Requests;
import io.grpc.Status;
import java.util.List;
import java.util.function.Consumer;

/**
 * The calls of a {@link UnaryTarget} over other connections, in turn. Thread-safe.
 *
 * @param otherwise makes those that no connection can take
 */
record WireTarget(List<WireConnection> connections, UnaryTarget otherwise) implements Target {
  @Override
  public Runnable send(long index, Consumer<Status> ended) {
    Requests requests = otherwise.requests();
    WireCall call =
        new WireCall(
            requests.headers().apply(index),
            requests.bodies().apply(index),
            requests.deadline(),
            ended,
            () -> otherwise.send(index, ended));
    WireConnection connection = connections.get((int) (index % connections.size()));
    connection.send(call);
    return () -> connection.cancel(call);
  }
}
