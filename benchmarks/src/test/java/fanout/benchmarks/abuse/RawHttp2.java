package fanout.benchmarks.abuse;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;

/**
 * An HTTP/2 connection (RFC 9113) that keeps no rule but those of framing. Not thread-safe. Writing
 * fails once the server has closed the connection.
 */
final class RawHttp2 implements Closeable {
  static final int DATA = 0;
  static final int HEADERS = 1;
  static final int RST_STREAM = 3;
  static final int SETTINGS = 4;
  static final int PING = 6;
  static final int CONTINUATION = 9;

  static final int END_STREAM = 1;
  static final int END_HEADERS = 4;

  private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
  private static final int READ_LIMIT_MILLIS = 20_000;

  private final Socket socket = new Socket();
  private final DataOutputStream out;

  /** Connects, and says that it takes {@code window} bytes of each answer at first. */
  RawHttp2(InetSocketAddress server, int window) throws IOException {
    socket.connect(server);
    socket.setSoTimeout(READ_LIMIT_MILLIS);
    out = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream()));
    out.write(PREFACE.getBytes(US_ASCII));
    ByteArrayOutputStream settings = new ByteArrayOutputStream();
    DataOutputStream entry = new DataOutputStream(settings);
    entry.writeShort(4); // SETTINGS_INITIAL_WINDOW_SIZE
    entry.writeInt(window);
    frame(SETTINGS, 0, 0, settings.toByteArray());
    out.flush();
  }

  /** Writes a frame. */
  void frame(int type, int flags, int stream, byte[] payload) throws IOException {
    out.writeByte(payload.length >> 16);
    out.writeShort(payload.length);
    out.writeByte(type);
    out.writeByte(flags);
    out.writeInt(stream);
    out.write(payload);
  }

  /** Begins a call. */
  void headers(int stream, String method) throws IOException {
    frame(HEADERS, END_HEADERS, stream, request(method));
  }

  /** Sends a message and ends the request. */
  void message(int stream, byte[] message) throws IOException {
    ByteArrayOutputStream framed = new ByteArrayOutputStream();
    DataOutputStream data = new DataOutputStream(framed);
    data.writeByte(0);
    data.writeInt(message.length);
    data.write(message);
    frame(DATA, END_STREAM, stream, framed.toByteArray());
  }

  void flush() throws IOException {
    out.flush();
  }

  /** Reads and forgets until the server closes the connection. */
  void awaitClosed() throws IOException {
    byte[] buffer = new byte[1 << 16];
    try {
      while (socket.getInputStream().read(buffer) >= 0) {
        Thread.onSpinWait();
      }
    } catch (SocketException reset) {
      return; // that, too, is closed
    }
  }

  /** The headers of a gRPC call by HPACK (RFC 7541), every one a literal that is not indexed. */
  static byte[] request(String method) {
    ByteArrayOutputStream block = new ByteArrayOutputStream();
    literal(block, ":method", "POST");
    literal(block, ":scheme", "http");
    literal(block, ":path", "/" + method);
    literal(block, ":authority", "localhost");
    literal(block, "content-type", "application/grpc");
    literal(block, "te", "trailers");
    return block.toByteArray();
  }

  /** One header of less than 127 characters on either side. */
  static void literal(ByteArrayOutputStream block, String name, String value) {
    block.write(0);
    block.write(name.length());
    block.writeBytes(name.getBytes(US_ASCII));
    block.write(value.length());
    block.writeBytes(value.getBytes(US_ASCII));
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
