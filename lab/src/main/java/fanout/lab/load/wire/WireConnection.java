package fanout.lab.load.wire;

import io.grpc.netty.shaded.io.netty.bootstrap.Bootstrap;
import io.grpc.netty.shaded.io.netty.channel.EventLoop;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A connection that is made anew a second after it was lost; until it stands again its calls are
 * made in their other way. Thread-safe.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what fails on the loop ends a session, which tells
final class WireConnection {
  private static final Duration LIMIT = Duration.ofSeconds(5);
  private static final long PAUSE_SECONDS = 1;

  private final Bootstrap bootstrap;
  private final EventLoop loop;
  private final InetSocketAddress address;
  private final WireMethod method;
  private final CompletableFuture<Boolean> ready = new CompletableFuture<>();

  /** Calls of other threads, which the event loop takes together. */
  private final Queue<WireCall> incoming = new ConcurrentLinkedQueue<>();

  private final AtomicBoolean coming = new AtomicBoolean();

  // Of the event loop.

  /** The last that was dialled, until it takes no further calls. */
  private @Nullable WireSession current;

  /** The same, once it takes calls. */
  private @Nullable WireSession session;

  private boolean closed;

  WireConnection(Bootstrap bootstrap, InetSocketAddress address, WireMethod method) {
    this.bootstrap = bootstrap;
    this.loop = bootstrap.config().group().next();
    this.address = address;
    this.method = method;
  }

  /** Begins to connect. */
  void dial() {
    loop.execute(this::redial);
  }

  private void redial() {
    if (closed) {
      return;
    }
    WireSession next = new WireSession(this, method);
    current = next;
    bootstrap
        .clone()
        .handler(next)
        .connect(address)
        .addListener(
            connected -> {
              if (!connected.isSuccess()) {
                ended(next);
              }
            });
  }

  /** Waits until calls go out, or have been found not to; five seconds at most. */
  boolean awaitReady() throws InterruptedException {
    try {
      return ready.get(LIMIT.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException | ExecutionException e) {
      return false;
    }
  }

  void send(WireCall call) {
    if (loop.inEventLoop()) {
      begin(call);
      return;
    }
    incoming.add(call);
    if (coming.compareAndSet(false, true)) {
      loop.execute(this::takeIncoming);
    }
  }

  private void takeIncoming() {
    coming.set(false); // before the look: what comes after it has this run again
    for (WireCall call = incoming.poll(); call != null; call = incoming.poll()) {
      begin(call);
    }
  }

  private void begin(WireCall call) {
    if (session == null) {
      call.goElsewhere();
    } else {
      session.begin(call);
    }
  }

  /** Whether it has been begun or not, it is in no queue when this comes to it. */
  void cancel(WireCall call) {
    loop.execute(
        () -> {
          if (call.isOver()) {
            call.cancelElsewhere();
          } else if (call.session != null) {
            call.session.cancel(call);
          }
        });
  }

  /** The server has said what it takes. */
  void began(WireSession begun) {
    if (closed) {
      begun.close();
      return;
    }
    session = begun;
    ready.complete(true);
  }

  /** A session takes no further calls, or has not come about; it may be told of again. */
  void ended(WireSession over) {
    ready.complete(false);
    if (current == over && !closed) {
      current = null;
      session = null;
      loop.schedule(this::redial, PAUSE_SECONDS, TimeUnit.SECONDS);
    }
  }

  /** Ends it and its calls, soon. */
  void close() {
    loop.execute(
        () -> {
          closed = true;
          if (session != null) {
            session.close();
          }
        });
  }
}
