package fanout.backend.service;

import fanout.backend.TimeSource;
import fanout.backend.connection.Connections;
import fanout.backend.draw.Draws;
import fanout.backend.pause.Timer;
import fanout.backend.thread.HandlerThreads;
import io.grpc.Attributes;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * What all backends of one process share: clocks, draws, threads and connections. Thread-safe.
 *
 * <p>Close it after the server has terminated. When {@link #close} returns, no pause will end any
 * more and every thread has been told to stop; a thread that a fault keeps busy ends with it.
 */
public final class Engine implements AutoCloseable {
  private final TimeSource time;
  private final Draws draws;
  private final int streamWindow;
  private final Timer timer;
  private final Connections connections = new Connections();
  private final ExecutorService workers =
      Executors.newCachedThreadPool(
          Thread.ofPlatform().daemon().name("backend-worker-", 1).factory());
  private final Optional<ExecutorService> handlers;
  private volatile String instance = "not listening";

  /**
   * @param streamWindow messages of one stream that are worked on at a time
   */
  public Engine(TimeSource time, Draws draws, HandlerThreads threads, int streamWindow) {
    this.time = time;
    this.timer = time.timer();
    this.draws = draws;
    this.streamWindow = streamWindow;
    this.handlers = threads.start();
  }

  /** Gives a server the connections and handler threads of this engine. */
  public void configure(NettyServerBuilder server) {
    connections.watch(server);
    handlers.ifPresentOrElse(server::executor, server::directExecutor);
  }

  /** Which process answers; every reply says so. */
  public void instance(String name) {
    instance = name;
  }

  String instance() {
    return instance;
  }

  TimeSource time() {
    return time;
  }

  Draws draws() {
    return draws;
  }

  Timer timer() {
    return timer;
  }

  int streamWindow() {
    return streamWindow;
  }

  Executor workers() {
    return workers;
  }

  /** The threads on which handlers of a call run; a worker where the call came in-process. */
  Executor handlersOf(Attributes transport) {
    return handlers
        .<Executor>map(executor -> executor)
        .or(() -> connections.eventLoop(transport))
        .orElse(workers);
  }

  boolean drop(Attributes transport) {
    return connections.drop(transport);
  }

  @Override
  public void close() {
    timer.close();
    connections.close();
    handlers.ifPresent(ExecutorService::shutdownNow);
    workers.shutdownNow();
  }
}
