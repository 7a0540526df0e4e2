package fanout.benchmarks.bench;

import fanout.lab.load.unary.WholeBytes;
import io.grpc.MethodDescriptor;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** Messages as they are on the wire: neither written nor read as protobuf. Thread-safe. */
public enum RawBytes implements MethodDescriptor.Marshaller<byte[]> {
  /** The only one. */
  MESSAGE;

  @Override
  public InputStream stream(byte[] message) {
    return new WholeBytes(message);
  }

  @Override
  public byte[] parse(InputStream message) {
    try {
      return message.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
