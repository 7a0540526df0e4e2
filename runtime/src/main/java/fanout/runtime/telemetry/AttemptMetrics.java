package fanout.runtime.telemetry;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ClientStreamTracer;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;

/** Measures every attempt, sampled or not. */
final class AttemptMetrics implements ClientInterceptor {
  private final RpcMetrics metrics;

  AttemptMetrics(RpcMetrics metrics) {
    this.metrics = metrics;
  }

  @Override
  public <Q, R> ClientCall<Q, R> interceptCall(
      MethodDescriptor<Q, R> method, CallOptions options, Channel next) {
    String name = method.getFullMethodName();
    if (RpcAttributes.isInfrastructure(name)) {
      return next.newCall(method, options);
    }
    AttemptLabels labels = metrics.attemptLabels(name, CallLabels.of(options));
    MeasuredCall call = new MeasuredCall(labels, new CallEnd(options));
    return next.newCall(method, options.withStreamTracerFactory(call));
  }

  private final class MeasuredCall extends ClientStreamTracer.Factory {
    private final AttemptLabels labels;
    private final CallEnd end;

    MeasuredCall(AttemptLabels labels, CallEnd end) {
      this.labels = labels;
      this.end = end;
    }

    @Override
    public ClientStreamTracer newClientStreamTracer(
        ClientStreamTracer.StreamInfo info, Metadata headers) {
      return new MeasuredAttempt(System.nanoTime(), labels, end);
    }
  }

  private final class MeasuredAttempt extends ClientStreamTracer {
    private final long started;
    private final AttemptLabels labels;
    private final CallEnd end;
    private volatile boolean answered;

    MeasuredAttempt(long started, AttemptLabels labels, CallEnd end) {
      this.started = started;
      this.labels = labels;
      this.end = end;
    }

    @Override
    public void inboundTrailers(Metadata trailers) {
      answered = true;
    }

    @Override
    public void streamClosed(Status status) {
      metrics.attemptDuration.record(
          RpcMetrics.secondsSince(started), labels.of(end.of(status, answered), answered));
    }
  }
}
