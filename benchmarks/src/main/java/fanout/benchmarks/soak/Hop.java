package fanout.benchmarks.soak;

import io.grpc.Attributes;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ClientStreamTracer;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerBuilder;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerStreamTracer;
import io.grpc.ServerTransportFilter;
import io.grpc.Status;
import java.net.SocketAddress;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The book of one hop: follows each attempt to call one service by a number that it carries as a
 * header, and so knows of every single one what either end has seen of it. Sums cannot: an attempt
 * lost on one side and one counted twice on the other would cancel out. Both ends have to live in
 * this process. Thread-safe.
 */
final class Hop {
  private static final Metadata.Key<String> NUMBER =
      Metadata.Key.of("fanout-soak-attempt", Metadata.ASCII_STRING_MARSHALLER);

  /** What is said of attempts that are not accounted for; a few are as good as all. */
  private static final int MOST_EXAMPLES = 5;

  private final String name;
  private final String service;
  private final AtomicLong begun = new AtomicLong();
  private final LongAdder arrived = new LongAdder();
  private final LongAdder handled = new LongAdder();
  private final LongAdder succeeded = new LongAdder();
  private final LongAdder refused = new LongAdder();
  private final LongAdder unclosed = new LongAdder();
  private final LongAdder strangers = new LongAdder();
  private final Map<Fate, LongAdder> ended = new ConcurrentHashMap<>();
  private final Map<Long, Attempt> open = new ConcurrentHashMap<>();
  private final Map<SocketAddress, Attempt.Connection> connections = new ConcurrentHashMap<>();
  private final Queue<String> examples = new ConcurrentLinkedQueue<>();

  /**
   * An empty book.
   *
   * @param name of the hop, for people
   * @param service the full name of the service that is called
   */
  Hop(String name, String service) {
    this.name = name;
    this.service = service;
  }

  String name() {
    return name;
  }

  /** Attempts that the calling side has begun. */
  long begun() {
    return begun.get();
  }

  /** Streams that the serving side has seen. */
  long arrived() {
    return arrived.sum();
  }

  /** Those of them whose request a handler was given whole. */
  long handled() {
    return handled.sum();
  }

  /** Those of them that their handler ended with OK, whether or not anybody heard. */
  long succeeded() {
    return succeeded.sum();
  }

  /** Those of them that their handler ended with an error, whether or not anybody heard. */
  long refused() {
    return refused.sum();
  }

  /** Those of them whose end the server has never told its observers; known after the fates. */
  long unclosed() {
    return unclosed.sum();
  }

  /** Streams that no attempt of this book has made. */
  long strangers() {
    return strangers.sum();
  }

  /** A few attempts that are not accounted for, in words. */
  List<String> examples() {
    return List.copyOf(examples);
  }

  /** Whether nothing that is under way could still change a fate. */
  boolean atRest() {
    return open.values().stream().allMatch(Attempt::settled);
  }

  /**
   * Forgets what nothing can change any more: attempts of which one end never hears, and
   * connections that are gone. To be called at rest, now and then, or the book grows.
   */
  void forgetSettled() {
    close(Attempt::settled);
    connections.values().removeIf(Attempt.Connection::isBroken);
  }

  /** What is remembered besides the sums: attempts and connections. */
  int remembered() {
    return open.size() + connections.size();
  }

  /** Gives every attempt its fate. To be called at rest; what is not at rest is unaccounted for. */
  Map<Fate, Long> fates() {
    close(attempt -> true);
    Map<Fate, Long> counts = new EnumMap<>(Fate.class);
    ended.forEach((fate, count) -> counts.put(fate, count.sum()));
    return counts;
  }

  private void close(Predicate<Attempt> which) {
    open.forEach((number, attempt) -> closeIf(which, number, attempt));
  }

  /** Both ends of an attempt may come here at once, and the book's owner too: one counts it. */
  private void closeIf(Predicate<Attempt> which, long number, Attempt attempt) {
    if (which.test(attempt) && open.remove(number, attempt)) {
      close(attempt);
    }
  }

  private void close(Attempt attempt) {
    Fate fate = attempt.fate();
    if (attempt.unclosed()) {
      unclosed.increment();
    }
    ended.computeIfAbsent(fate, key -> new LongAdder()).increment();
    if (fate == Fate.UNACCOUNTED && examples.size() < MOST_EXAMPLES) {
      examples.add(attempt.toString());
    }
  }

  /** An attempt with a fate need not be remembered: an hour has millions. */
  private void forgetIfClosed(long number, Attempt attempt) {
    closeIf(Attempt::closedAtBothEnds, number, attempt);
  }

  /** For the channels of the calling side; calls of other services pass. */
  ClientInterceptor onChannels() {
    return new ClientInterceptor() {
      @Override
      public <Q, R> ClientCall<Q, R> interceptCall(
          MethodDescriptor<Q, R> method, CallOptions options, Channel next) {
        boolean ours = service.equals(method.getServiceName());
        return next.newCall(method, ours ? options.withStreamTracerFactory(callers) : options);
      }
    };
  }

  /** For the servers of the serving side. */
  void onServer(ServerBuilder<?> server) {
    server.addStreamTracerFactory(servers).addTransportFilter(transports).intercept(handlers);
  }

  private final ClientStreamTracer.Factory callers =
      new ClientStreamTracer.Factory() {
        @Override
        public ClientStreamTracer newClientStreamTracer(
            ClientStreamTracer.StreamInfo info, Metadata headers) {
          long number = begun.incrementAndGet();
          Attempt attempt = new Attempt();
          open.put(number, attempt);
          return new CallersEnd(number, attempt);
        }
      };

  private final ServerStreamTracer.Factory servers =
      new ServerStreamTracer.Factory() {
        @Override
        public ServerStreamTracer newServerStreamTracer(String method, Metadata headers) {
          if (!service.equals(MethodDescriptor.extractFullServiceName(method))) {
            return new ServerStreamTracer() {};
          }
          arrived.increment();
          String number = headers.get(NUMBER);
          Attempt attempt = number == null ? null : open.get(Long.valueOf(number));
          if (number == null || attempt == null) {
            strangers.increment();
            return new ServersEnd(0, null);
          }
          attempt.arrived();
          return new ServersEnd(Long.parseLong(number), attempt);
        }
      };

  /** What the handlers do: a stream may end before its request has come, or before its answer. */
  private final ServerInterceptor handlers =
      new ServerInterceptor() {
        @Override
        public <Q, R> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
          if (!service.equals(call.getMethodDescriptor().getServiceName())) {
            return next.startCall(call, headers);
          }
          return new SimpleForwardingServerCallListener<>(
              next.startCall(new CountedCall<>(call), headers)) {
            @Override
            public void onHalfClose() {
              handled.increment();
              super.onHalfClose();
            }
          };
        }
      };

  private final class CountedCall<Q, R> extends SimpleForwardingServerCall<Q, R> {
    CountedCall(ServerCall<Q, R> call) {
      super(call);
    }

    @Override
    public void close(Status status, Metadata trailers) {
      (status.isOk() ? succeeded : refused).increment();
      super.close(status, trailers);
    }
  }

  /**
   * The server's view is the one that counts: what it has not read before its end it never will.
   */
  private final ServerTransportFilter transports =
      new ServerTransportFilter() {
        @Override
        public Attributes transportReady(Attributes transport) {
          SocketAddress remote = transport.get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR);
          if (remote != null) {
            connections.compute(
                remote,
                (address, known) ->
                    known == null || known.isBroken() ? new Attempt.Connection() : known);
          }
          return transport;
        }

        @Override
        public void transportTerminated(Attributes transport) {
          SocketAddress remote =
              transport == null ? null : transport.get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR);
          if (remote != null) {
            connections.computeIfAbsent(remote, address -> new Attempt.Connection()).broken();
          }
        }
      };

  private final class CallersEnd extends ClientStreamTracer {
    private final long number;
    private final Attempt attempt;

    CallersEnd(long number, Attempt attempt) {
      this.number = number;
      this.attempt = attempt;
    }

    @Override
    public void streamCreated(Attributes transport, Metadata headers) {
      headers.discardAll(NUMBER); // of the attempt before this one, in the case of a retry
      headers.put(NUMBER, Long.toString(number));
      SocketAddress local = transport.get(Grpc.TRANSPORT_ATTR_LOCAL_ADDR);
      if (local != null) {
        attempt.on(connections.computeIfAbsent(local, address -> new Attempt.Connection()));
      }
    }

    @Override
    public void outboundHeaders() {
      attempt.written();
    }

    @Override
    public void inboundTrailers(Metadata trailers) {
      attempt.answered();
    }

    @Override
    public void streamClosed(Status status) {
      attempt.heard(status.getCode());
      forgetIfClosed(number, attempt);
    }
  }

  private final class ServersEnd extends ServerStreamTracer {
    private final long number;
    private final @Nullable Attempt attempt;

    ServersEnd(long number, @Nullable Attempt attempt) {
      this.number = number;
      this.attempt = attempt;
    }

    @Override
    public void streamClosed(Status status) {
      if (attempt != null) {
        attempt.said(status.getCode());
        forgetIfClosed(number, attempt);
      }
    }
  }
}
