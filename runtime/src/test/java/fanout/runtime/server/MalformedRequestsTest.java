package fanout.runtime.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.grpc.BindableService;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServerCall;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of bytes that are no number, sent to a service of numbers. */
class MalformedRequestsTest {
  private static final MethodDescriptor<Integer, Integer> NEGATE =
      MethodDescriptor.newBuilder(new Numbers(), new Numbers())
          .setType(MethodType.UNARY)
          .setFullMethodName("test.Numbers/Negate")
          .build();

  /** gRPC's own. */
  private final Logger logger = Logger.getLogger("io.grpc");

  private final List<String> logged = new CopyOnWriteArrayList<>();
  private final Handler log =
      new Handler() {
        @Override
        public void publish(LogRecord line) {
          logged.add(line.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };
  private final List<String> heard = new CopyOnWriteArrayList<>();
  private final ServerHost host =
      ServerHost.builder(ServerSettings.LOOPBACK).service((BindableService) this::numbers).build();
  private ManagedChannel channel;

  @BeforeEach
  void start() {
    logger.addHandler(log);
    host.start();
    channel =
        Channels.to("127.0.0.1:" + host.dataAddress().getPort(), ChannelSettings.DEFAULT)
            .connect(Duration.ofSeconds(30));
  }

  @AfterEach
  void stop() {
    channel.shutdownNow();
    host.close();
    logger.removeHandler(log);
  }

  /** Writes down what it hears; answers at the half-close, as a generated stub does. */
  private ServerServiceDefinition numbers() {
    return ServerServiceDefinition.builder("test.Numbers")
        .addMethod(
            NEGATE,
            (call, headers) -> {
              call.request(2);
              return new Negation(call);
            })
        .build();
  }

  private String send(String text) {
    CallOptions options = CallOptions.DEFAULT.withDeadlineAfter(30, TimeUnit.SECONDS);
    MethodDescriptor<String, String> raw = NEGATE.toBuilder(new Text(), new Text()).build();
    return ClientCalls.blockingUnaryCall(channel, raw, options, text);
  }

  private Status refused(String text) {
    Status status =
        catchThrowableOfType(StatusRuntimeException.class, () -> send(text)).getStatus();
    assertThat(status.getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    return status;
  }

  @Test
  void areRefusedByTheMethodsNameAndTheReason() {
    assertThat(refused("seven").getDescription())
        .isEqualTo("the request is no message of test.Numbers/Negate: 'seven' is no number");
  }

  @Test
  void leaveNoTraceInTheLogAndNothingWithTheHandlerButACancel() {
    for (int i = 0; i < 100; i++) {
      refused("seven");
    }
    assertThat(send("8")).isEqualTo("-8");

    assertThat(heard).hasSize(102).startsWith("cancel", "cancel").endsWith("8", "half-close");
    assertThat(logged).isEmpty();
  }

  @Test
  void aHandlerThatGoesOnAfterTheRefusalDoesNoHarm() {
    refused("seven");
    assertThat(heard).containsExactly("cancel");
    assertThat(send("9")).isEqualTo("-9");
    assertThat(logged).isEmpty();
  }

  private final class Negation extends ServerCall.Listener<Integer> {
    private final ServerCall<Integer, Integer> call;
    private int number;

    Negation(ServerCall<Integer, Integer> call) {
      this.call = call;
    }

    @Override
    public void onMessage(Integer message) {
      heard.add(String.valueOf(message));
      number = message;
    }

    @Override
    public void onHalfClose() {
      heard.add("half-close");
      answer();
    }

    @Override
    public void onCancel() {
      heard.add("cancel");
      assertThat(call.isCancelled()).isTrue();
      answer();
    }

    private void answer() {
      call.sendHeaders(new Metadata());
      call.sendMessage(-number);
      call.close(Status.OK, new Metadata());
    }
  }

  private static String text(InputStream stream) {
    try {
      return new String(stream.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private record Text() implements MethodDescriptor.Marshaller<String> {
    @Override
    public InputStream stream(String value) {
      return new ByteArrayInputStream(value.getBytes(UTF_8));
    }

    @Override
    public String parse(InputStream stream) {
      return text(stream);
    }
  }

  private record Numbers() implements MethodDescriptor.Marshaller<Integer> {
    @Override
    public InputStream stream(Integer value) {
      return new Text().stream(value.toString());
    }

    @Override
    public Integer parse(InputStream stream) {
      String text = text(stream);
      try {
        return Integer.valueOf(text);
      } catch (NumberFormatException e) {
        throw Status.INTERNAL
            .withDescription("invalid")
            .withCause(new IOException("'" + text + "' is no number"))
            .asRuntimeException();
      }
    }
  }
}
