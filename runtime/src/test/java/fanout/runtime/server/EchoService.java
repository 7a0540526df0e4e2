package fanout.runtime.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.grpc.BindableService;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.MethodDescriptor;
import io.grpc.ServerServiceDefinition;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.ServerCalls;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/** One unary method from string to string, without a proto file. */
final class EchoService implements BindableService {
  static final String NAME = "test.Echo";

  private static final MethodDescriptor<String, String> ECHO =
      MethodDescriptor.newBuilder(new Text(), new Text())
          .setType(MethodDescriptor.MethodType.UNARY)
          .setFullMethodName(MethodDescriptor.generateFullMethodName(NAME, "Echo"))
          .build();

  /** How often the handler has been entered. */
  final AtomicInteger entered = new AtomicInteger();

  private final UnaryOperator<String> answer;

  EchoService(UnaryOperator<String> answer) {
    this.answer = answer;
  }

  /** Answers once {@code release} is open, and keeps its thread until then. */
  static EchoService waitingFor(CountDownLatch release) {
    return new EchoService(
        request -> {
          try {
            release.await();
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
          return request;
        });
  }

  @Override
  public ServerServiceDefinition bindService() {
    return ServerServiceDefinition.builder(NAME)
        .addMethod(
            ECHO,
            ServerCalls.asyncUnaryCall(
                (request, observer) -> {
                  entered.incrementAndGet();
                  observer.onNext(answer.apply(request));
                  observer.onCompleted();
                }))
        .build();
  }

  static String call(Channel channel, String request) {
    CallOptions options = CallOptions.DEFAULT.withDeadlineAfter(Duration.ofSeconds(60));
    return ClientCalls.blockingUnaryCall(channel, ECHO, options, request);
  }

  @CanIgnoreReturnValue
  static Future<String> start(Channel channel, String request) {
    CallOptions options = CallOptions.DEFAULT.withDeadlineAfter(60, TimeUnit.SECONDS);
    return ClientCalls.futureUnaryCall(channel.newCall(ECHO, options), request);
  }

  private static final class Text implements MethodDescriptor.Marshaller<String> {
    @Override
    public InputStream stream(String value) {
      return new ByteArrayInputStream(value.getBytes(UTF_8));
    }

    @Override
    public String parse(InputStream stream) {
      try {
        return new String(stream.readAllBytes(), UTF_8);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
