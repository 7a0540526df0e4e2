package fanout.benchmarks.bench;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCalls;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.TraceServiceGrpc;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.LongAdder;

/**
 * A collector that takes every span and reads none, but counts them: it runs on the cores on which
 * the exporter is measured, and must not be what is measured. Thread-safe.
 */
final class SpanDrain implements AutoCloseable {
  /** Where the spans of an export request are: resource, scope, span. */
  private static final int[] PATH = {
    ExportTraceServiceRequest.RESOURCE_SPANS_FIELD_NUMBER,
    ResourceSpans.SCOPE_SPANS_FIELD_NUMBER,
    ScopeSpans.SPANS_FIELD_NUMBER
  };

  private final Server server;
  private final LongAdder spans = new LongAdder();

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

  private ServerServiceDefinition service() {
    MethodDescriptor<Integer, Integer> export =
        MethodDescriptor.<Integer, Integer>newBuilder()
            .setType(MethodDescriptor.MethodType.UNARY)
            .setFullMethodName(TraceServiceGrpc.getExportMethod().getFullMethodName())
            .setRequestMarshaller(new Counted())
            .setResponseMarshaller(new Counted())
            .build();
    return ServerServiceDefinition.builder(TraceServiceGrpc.SERVICE_NAME)
        .addMethod(
            export,
            ServerCalls.asyncUnaryCall(
                (sent, observer) -> {
                  spans.add(sent);
                  observer.onNext(sent);
                  observer.onCompleted();
                }))
        .build();
  }

  /** Where exporters send to. */
  String endpoint() {
    return "http://127.0.0.1:" + server.getPort();
  }

  /** How many have come so far. */
  long taken() {
    return spans.sum();
  }

  @Override
  public void close() {
    server.shutdownNow();
  }

  /** The spans of an export request; sent, a message without fields: all were taken. */
  private static final class Counted implements MethodDescriptor.Marshaller<Integer> {
    @Override
    public InputStream stream(Integer spans) {
      return new ByteArrayInputStream(new byte[0]);
    }

    @Override
    public Integer parse(InputStream request) {
      try {
        return spans(CodedInputStream.newInstance(request), 0);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /** Goes down to the spans by the fields that lead there, and steps over everything else. */
    private static int spans(CodedInputStream message, int depth) throws IOException {
      int spans = 0;
      for (int tag = message.readTag(); tag != 0; tag = message.readTag()) {
        if (WireFormat.getTagFieldNumber(tag) != PATH[depth]) {
          message.skipField(tag);
        } else if (depth == PATH.length - 1) {
          message.skipField(tag);
          spans++;
        } else {
          int outer = message.pushLimit(message.readRawVarint32());
          spans += spans(message, depth + 1);
          message.popLimit(outer);
        }
      }
      return spans;
    }
  }
}
