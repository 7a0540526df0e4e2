package fanout.runtime.telemetry;

import io.grpc.ForwardingServerBuilder;
import io.grpc.ServerBuilder;
import io.grpc.ServerInterceptor;
import io.grpc.ServerStreamTracer;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import java.util.ArrayList;
import java.util.List;

/** Notes what is added to a server. */
final class RecordingServerBuilder extends ForwardingServerBuilder<RecordingServerBuilder> {
  /** The simple names of the classes, in order. */
  final List<String> added = new ArrayList<>();

  private final ServerBuilder<?> delegate = NettyServerBuilder.forPort(0);

  @Override
  protected ServerBuilder<?> delegate() {
    return delegate;
  }

  @Override
  public RecordingServerBuilder addStreamTracerFactory(ServerStreamTracer.Factory factory) {
    added.add(factory.getClass().getSimpleName());
    return this;
  }

  @Override
  public RecordingServerBuilder intercept(ServerInterceptor interceptor) {
    added.add(interceptor.getClass().getSimpleName());
    return this;
  }
}
