package fanout.runtime.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.BytesValue;
import io.grpc.Drainable;
import io.grpc.KnownLength;
import io.grpc.MethodDescriptor;
import io.grpc.ServerServiceDefinition;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.stub.ServerCalls;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeptBufferTest {
  private static final MethodDescriptor<BytesValue, BytesValue> METHOD =
      MethodDescriptor.<BytesValue, BytesValue>newBuilder()
          .setType(MethodDescriptor.MethodType.UNARY)
          .setFullMethodName("test.Echo/Say")
          .setRequestMarshaller(ProtoUtils.marshaller(BytesValue.getDefaultInstance()))
          .setResponseMarshaller(ProtoUtils.marshaller(BytesValue.getDefaultInstance()))
          .build();

  @SuppressWarnings("unchecked") // the only method is METHOD, bound anew
  private static final MethodDescriptor<BytesValue, BytesValue> KEPT =
      (MethodDescriptor<BytesValue, BytesValue>)
          KeptBuffer.writing(
                  ServerServiceDefinition.builder("test.Echo")
                      .addMethod(METHOD, ServerCalls.asyncUnaryCall((request, caller) -> {}))
                      .build())
              .getMethod("test.Echo/Say")
              .getMethodDescriptor();

  private static BytesValue message(int size, int seed) {
    byte[] bytes = new byte[size];
    new Random(seed).nextBytes(bytes);
    return BytesValue.of(ByteString.copyFrom(bytes));
  }

  private static byte[] drained(InputStream stream) throws IOException {
    ByteArrayOutputStream to = new ByteArrayOutputStream();
    assertThat(((Drainable) stream).drainTo(to)).isEqualTo(to.size());
    return to.toByteArray();
  }

  /** Around the least, between two sizes, around the most. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 4092, 4093, 4096, 5000, 8192, 65_531, 65_532, 65_536, 200_000})
  void aReplyIsWrittenAsProtobufWritesIt(int size) throws Exception {
    for (int seed = 0; seed < 3; seed++) {
      BytesValue message = message(size, seed);
      InputStream stream = KEPT.streamResponse(message);
      assertThat(stream).isInstanceOf(KnownLength.class);
      assertThat(stream.available()).isEqualTo(message.getSerializedSize());
      assertThat(drained(stream)).isEqualTo(message.toByteArray());
      assertThat(stream.available()).isZero();
      assertThat(drained(stream)).as("a second time").isEmpty();
      assertThat(stream.read()).isEqualTo(-1);
    }
  }

  @Test
  void aThreadThatEndsWithItsCallWritesTheSame() throws Exception {
    BytesValue message = message(5000, 1);
    byte[][] written = new byte[1][];
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                written[0] = drained(KEPT.streamResponse(message));
              } catch (IOException e) {
                throw new AssertionError(e);
              }
            })
        .join();
    assertThat(written[0]).isEqualTo(message.toByteArray());
  }

  @Test
  void aReplyMayBeReadInPartAndThenDrained() throws Exception {
    BytesValue message = message(5000, 2);
    InputStream stream = KEPT.streamResponse(message);
    byte[] first = stream.readNBytes(7);
    assertThat(stream.available()).isEqualTo(message.getSerializedSize() - 7);
    byte[] rest = drained(stream);
    assertThat(ByteString.copyFrom(first).concat(ByteString.copyFrom(rest)).toByteArray())
        .isEqualTo(message.toByteArray());
    assertThat(KEPT.parseResponse(KEPT.streamResponse(message))).isEqualTo(message);
  }
}
