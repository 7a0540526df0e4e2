package fanout.benchmarks.abuse;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** A piece of cable between a client and a server, to be cut in more than one way. Thread-safe. */
final class TcpProxy implements Closeable {
  private static final int BUFFER = 1 << 16;

  private final ServerSocket listening;
  private final InetSocketAddress server;
  private final Queue<Wire> wires = new ConcurrentLinkedQueue<>();
  private final AtomicInteger accepted = new AtomicInteger();

  /** Both sockets of a connection. */
  private static final class Wire {
    final Socket client;
    final Socket server;
    volatile boolean mute;

    Wire(Socket client, Socket server) {
      this.client = client;
      this.server = server;
    }
  }

  /** Forwards to {@code server} from a free port of its own. */
  TcpProxy(InetSocketAddress server) throws IOException {
    this.server = server;
    this.listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
  }

  /** Where it listens, as {@code host:port}. */
  String target() {
    return "127.0.0.1:" + listening.getLocalPort();
  }

  /** Connections made through it so far. */
  int accepted() {
    return accepted.get();
  }

  /** Cuts every connection with a reset (RST) to both ends, as a firewall does. */
  void reset() throws IOException {
    for (Wire wire : wires) {
      for (Socket end : new Socket[] {wire.client, wire.server}) {
        cut(end);
      }
    }
    wires.clear();
  }

  private static void cut(Socket end) throws IOException {
    try (end) {
      end.setSoLinger(true, 0);
    } catch (SocketException closed) {
      if (!end.isClosed()) {
        throw closed;
      }
    }
  }

  /**
   * Drops from now on whatever is sent on the connections that exist: both ends have an open
   * connection and hear nothing more, as after the loss of a router. New ones are whole.
   */
  void swallow() {
    wires.forEach(wire -> wire.mute = true);
  }

  private void accept() {
    try {
      while (true) {
        Socket client = listening.accept();
        Socket onwards = new Socket(server.getAddress(), server.getPort());
        Wire wire = new Wire(client, onwards);
        wires.add(wire);
        accepted.incrementAndGet();
        Thread.ofVirtual().start(() -> pump(wire, wire.client, wire.server));
        Thread.ofVirtual().start(() -> pump(wire, wire.server, wire.client));
      }
    } catch (IOException closed) {
      if (!listening.isClosed()) {
        throw new UncheckedIOException(closed);
      }
    }
  }

  private static void pump(Wire wire, Socket from, Socket to) {
    byte[] buffer = new byte[BUFFER];
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        if (!wire.mute) {
          out.write(buffer, 0, n);
        }
      }
    } catch (IOException cut) {
      wire.mute = true; // nothing passes a wire that is cut
    }
  }

  @Override
  public void close() throws IOException {
    listening.close();
    reset();
  }
}
