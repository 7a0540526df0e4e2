package fanout.benchmarks.bench;

import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCalls;
import io.opentelemetry.proto.collector.trace.v1.TraceServiceGrpc;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * A collector that takes every span and reads none: it runs on the cores on which the exporter is
 * measured, and must not be what is measured.
 */
final class SpanDrain implements AutoCloseable {
  private final Server server;

  SpanDrain() {
    server =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .directExecutor()
            .addService(service())
            .build();
    try {
      server.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ServerServiceDefinition service() {
    MethodDescriptor<Unread, Unread> export =
        MethodDescriptor.<Unread, Unread>newBuilder()
            .setType(MethodDescriptor.MethodType.UNARY)
            .setFullMethodName(TraceServiceGrpc.getExportMethod().getFullMethodName())
            .setRequestMarshaller(Unread.MESSAGE)
            .setResponseMarshaller(Unread.MESSAGE)
            .build();
    return ServerServiceDefinition.builder(TraceServiceGrpc.SERVICE_NAME)
        .addMethod(
            export,
            ServerCalls.asyncUnaryCall(
                (request, observer) -> {
                  observer.onNext(request);
                  observer.onCompleted();
                }))
        .build();
  }

  /** Where exporters send to. */
  String endpoint() {
    return "http://127.0.0.1:" + server.getPort();
  }

  @Override
  public void close() {
    server.shutdownNow();
  }

  /** Whatever was sent; sent itself, it is a message without fields: all spans were taken. */
  private enum Unread implements MethodDescriptor.Marshaller<Unread> {
    MESSAGE;

    @Override
    public InputStream stream(Unread message) {
      return new ByteArrayInputStream(new byte[0]);
    }

    @Override
    public Unread parse(InputStream stream) {
      try {
        long skipped = 1;
        while (skipped > 0) {
          skipped = stream.skip(Long.MAX_VALUE);
        }
        return MESSAGE;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
