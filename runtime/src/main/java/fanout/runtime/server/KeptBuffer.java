package fanout.runtime.server;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.MessageLite;
import io.grpc.Drainable;
import io.grpc.KnownLength;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Writes replies by way of a buffer that each thread keeps. protobuf itself makes one for each
 * message, of up to 4 KiB, only to copy it into gRPC's own and throw it away. Thread-safe.
 */
final class KeptBuffer {
  /** What a thread keeps at most; a larger message is written as protobuf does it. */
  private static final int MOST = 64 * 1024;

  private static final int LEAST = 4 * 1024;
  private static final ThreadLocal<byte[]> KEPT = ThreadLocal.withInitial(() -> new byte[LEAST]);

  private KeptBuffer() {}

  /** The service, its protobuf replies written so. */
  static ServerServiceDefinition writing(ServerServiceDefinition service) {
    return BoundMethods.of(service, KeptBuffer::writing);
  }

  private static <Q, R> ServerMethodDefinition<Q, R> writing(ServerMethodDefinition<Q, R> method) {
    MethodDescriptor<Q, R> descriptor = method.getMethodDescriptor();
    return ServerMethodDefinition.create(
        descriptor.toBuilder(
                descriptor.getRequestMarshaller(), new Writer<>(descriptor.getResponseMarshaller()))
            .build(),
        method.getServerCallHandler());
  }

  /** A virtual thread ends with its call: what it keeps is of no use to the next. */
  private static boolean isKept(int size) {
    return size <= MOST && !Thread.currentThread().isVirtual();
  }

  private static byte[] atLeast(int size) {
    byte[] kept = KEPT.get();
    if (kept.length < size) {
      kept = new byte[Math.min(MOST, Integer.highestOneBit(size) * 2)];
      KEPT.set(kept);
    }
    return kept;
  }

  private record Writer<R>(Marshaller<R> marshaller) implements Marshaller<R> {
    @Override
    public InputStream stream(R reply) {
      return reply instanceof MessageLite message ? new Message(message) : marshaller.stream(reply);
    }

    @Override
    public R parse(InputStream bytes) {
      return marshaller.parse(bytes);
    }
  }

  /** gRPC drains a message, compressed or not; an in-process transport reads it. */
  private static final class Message extends InputStream implements Drainable, KnownLength {
    private final MessageLite message;
    private @Nullable InputStream rest;

    Message(MessageLite message) {
      this.message = message;
    }

    @Override
    public int drainTo(OutputStream to) throws IOException {
      if (rest != null) {
        return Math.toIntExact(rest.transferTo(to));
      }
      int size = message.getSerializedSize();
      if (isKept(size)) {
        byte[] buffer = atLeast(size);
        message.writeTo(CodedOutputStream.newInstance(buffer, 0, size));
        to.write(buffer, 0, size);
      } else {
        message.writeTo(to);
      }
      rest = nullInputStream();
      return size;
    }

    private InputStream rest() {
      if (rest == null) {
        rest = new ByteArrayInputStream(message.toByteArray());
      }
      return rest;
    }

    @Override
    public int read() throws IOException {
      return rest().read();
    }

    @Override
    public int read(byte[] to, int from, int length) throws IOException {
      return rest().read(to, from, length);
    }

    @Override
    public int available() throws IOException {
      return rest == null ? message.getSerializedSize() : rest.available();
    }
  }
}
