package fanout.lab.load.unary;

import io.grpc.Drainable;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;

/**
 * A message that gRPC takes in one piece. Any other stream it reads by a buffer of 16 KiB that is
 * new for each message, which costs more than sending it. Not thread-safe.
 */
public final class WholeBytes extends ByteArrayInputStream implements Drainable {
  /** Of these bytes, which must not change until they are sent. */
  public WholeBytes(byte[] message) {
    super(message);
  }

  @Override
  public int drainTo(OutputStream target) throws IOException {
    return (int) transferTo(target);
  }
}
