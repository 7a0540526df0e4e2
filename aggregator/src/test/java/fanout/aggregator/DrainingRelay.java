package fanout.aggregator;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Stands before a server and relays its HTTP/2 frames. On demand it does to the next call what a
 * server does that will not take it: the call is not passed on, and the caller is told so in one of
 * two ways. Thread-safe.
 */
final class DrainingRelay implements AutoCloseable {
  private static final int PREFACE_LENGTH = 24;
  private static final int HEADERS = 1;
  private static final int RST_STREAM = 3;
  private static final int GOAWAY = 7;
  private static final int GOAWAY_LENGTH = 8;
  private static final int REFUSED_STREAM = 7;

  private final List<AutoCloseable> open = new CopyOnWriteArrayList<>();
  private final AtomicInteger refusals = new AtomicInteger();
  private volatile Refusal refusal = Refusal.GOAWAY;

  /** The port of a relay to this port. */
  int to(int port) {
    try {
      ServerSocket listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
      open.add(listening);
      start(() -> accept(listening, port));
      return listening.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** How a server says that it has not processed a call. */
  enum Refusal {
    /** It drains: the last stream that it has seen is an earlier one. */
    GOAWAY,
    /** It drains, would have taken this one, and resets it. */
    RESET
  }

  /** The next so many calls, each on a connection of its own then, are refused. */
  void refuseNext(int calls, Refusal how) {
    refusal = how;
    refusals.set(calls);
  }

  private interface Work {
    void run() throws IOException;
  }

  private static void start(Work work) {
    Thread.ofVirtual()
        .name("relay")
        .start(
            () -> {
              try {
                work.run();
              } catch (EOFException | SocketException e) {
                // a connection ends so
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
  }

  private void accept(ServerSocket listening, int port) throws IOException {
    while (true) {
      Socket client = listening.accept();
      Socket server = new Socket(InetAddress.getLoopbackAddress(), port);
      open.add(client);
      open.add(server);
      DataOutputStream toClient = new DataOutputStream(client.getOutputStream());
      start(
          () -> {
            try (client;
                server) {
              fromClient(client, server, toClient);
            }
          });
      start(
          () -> {
            try (client;
                server) {
              DataInputStream frames = new DataInputStream(server.getInputStream());
              while (true) {
                write(toClient, Frame.read(frames));
              }
            }
          });
    }
  }

  private void fromClient(Socket client, Socket server, DataOutputStream toClient)
      throws IOException {
    DataInputStream in = new DataInputStream(client.getInputStream());
    DataOutputStream toServer = new DataOutputStream(server.getOutputStream());
    toServer.write(in.readNBytes(PREFACE_LENGTH));
    Frame frame = Frame.read(in);
    while (frame.type != HEADERS || !refuses()) {
      write(toServer, frame);
      frame = Frame.read(in);
    }
    switch (refusal) {
      case GOAWAY -> write(toClient, Frame.goAway(Math.max(0, frame.stream - 2)));
      case RESET -> {
        // The headers that are kept from the server are missing in its table of headers (HPACK).
        write(toClient, Frame.goAway(frame.stream));
        write(toClient, Frame.reset(frame.stream));
      }
    }
    while (in.read() >= 0) {} // the client closes when its earlier streams have ended
  }

  private boolean refuses() {
    return refusals.getAndUpdate(left -> Math.max(0, left - 1)) > 0;
  }

  private static void write(DataOutputStream out, Frame frame) throws IOException {
    synchronized (out) {
      out.writeShort(frame.body.length >> 8);
      out.writeByte(frame.body.length);
      out.writeByte(frame.type);
      out.writeByte(frame.flags);
      out.writeInt(frame.stream);
      out.write(frame.body);
      out.flush();
    }
  }

  /** RFC 9113, section 4.1. */
  private static final class Frame {
    final int type;
    final int flags;
    final int stream;
    final byte[] body;

    Frame(int type, int flags, int stream, byte[] body) {
      this.type = type;
      this.flags = flags;
      this.stream = stream;
      this.body = body;
    }

    static Frame read(DataInputStream in) throws IOException {
      int length = in.readUnsignedShort() << 8 | in.readUnsignedByte();
      int type = in.readUnsignedByte();
      int flags = in.readUnsignedByte();
      int stream = in.readInt();
      byte[] body = new byte[length];
      in.readFully(body);
      return new Frame(type, flags, stream, body);
    }

    static Frame reset(int stream) {
      byte[] body = ByteBuffer.allocate(Integer.BYTES).putInt(REFUSED_STREAM).array();
      return new Frame(RST_STREAM, 0, stream, body);
    }

    /** With NO_ERROR. */
    static Frame goAway(int lastStream) {
      byte[] body = ByteBuffer.allocate(GOAWAY_LENGTH).putInt(lastStream).array();
      return new Frame(GOAWAY, 0, 0, body);
    }
  }

  @Override
  public void close() {
    for (AutoCloseable each : open) {
      try {
        each.close();
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
