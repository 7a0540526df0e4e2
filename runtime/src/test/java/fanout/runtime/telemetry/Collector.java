package fanout.runtime.telemetry;

import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCalls;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** An OTLP receiver that keeps the bytes of each export as text: names and ids are found in it. */
final class Collector implements AutoCloseable {
  private final Queue<String> exports = new ConcurrentLinkedQueue<>();
  private final Server server;

  Collector() {
    MethodDescriptor<String, String> export =
        Loopback.method("opentelemetry.proto.collector.trace.v1.TraceService/Export");
    server =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .addService(
                ServerServiceDefinition.builder(export.getServiceName())
                    .addMethod(
                        export,
                        ServerCalls.asyncUnaryCall(
                            (request, caller) -> {
                              exports.add(request);
                              caller.onNext("");
                              caller.onCompleted();
                            }))
                    .build())
            .build();
    try {
      server.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String url() {
    return "http://127.0.0.1:" + server.getPort();
  }

  String text() {
    return String.join("", exports);
  }

  @Override
  public void close() {
    server.shutdownNow();
  }
}
