package fanout.aggregator;

import static fanout.aggregator.Soon.await;

import fanout.v1.AppliedBehavior;
import fanout.v1.GetUserRequest;
import fanout.v1.GetUserResponse;
import fanout.v1.ListNotificationsRequest;
import fanout.v1.ListNotificationsResponse;
import fanout.v1.ListOrdersRequest;
import fanout.v1.ListOrdersResponse;
import fanout.v1.NotificationServiceGrpc.NotificationServiceImplBase;
import fanout.v1.OrderServiceGrpc.OrderServiceImplBase;
import fanout.v1.Shard;
import fanout.v1.UserServiceGrpc.UserServiceImplBase;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The three backends on one real port, each playing a script: answers at once unless told
 * otherwise. Thread-safe.
 */
final class FakeBackends implements AutoCloseable {
  /** What a backend does with a call; must not block. */
  interface Script {
    void play(BackendCall call);
  }

  static final Script ANSWER = BackendCall::answer;

  /** Does nothing: the call hangs until it is cancelled, or the test answers it. */
  static final Script HANG = call -> {};

  private static final Context.Key<Metadata> HEADERS = Context.key("headers");

  private final Map<String, Script> scripts = new ConcurrentHashMap<>();
  private final List<BackendCall> calls = new CopyOnWriteArrayList<>();
  private final List<String> events = new CopyOnWriteArrayList<>();
  private final Server server;

  FakeBackends() {
    server =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .directExecutor()
            .intercept(new KeepHeaders())
            .addService(new Users())
            .addService(new Orders())
            .addService(new Notifications())
            .build();
    try {
      server.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  int port() {
    return server.getPort();
  }

  static Script fail(Status status) {
    return call -> call.fail(status);
  }

  /** The first attempt of a call by the first of these, and so on; more by the last. */
  static Script byAttempt(Script... scripts) {
    return call -> scripts[Math.min(call.previousAttempts(), scripts.length - 1)].play(call);
  }

  /** Answers all calls when {@code expected} of them are under way at once, and none before. */
  static Script together(int expected) {
    List<BackendCall> waiting = new CopyOnWriteArrayList<>();
    return call -> {
      waiting.add(call);
      if (waiting.size() == expected) {
        waiting.forEach(BackendCall::answer);
      }
    };
  }

  /** Gives one section its script. */
  FakeBackends on(String section, Script script) {
    scripts.put(section, script);
    return this;
  }

  /** Gives every section the same script. */
  FakeBackends onAll(Script script) {
    return on("user", script).on("orders", script).on("notifications", script);
  }

  /** Every call so far, in the order of arrival. */
  List<BackendCall> calls() {
    return calls;
  }

  /** Waits for the first call of a section. */
  BackendCall awaitCall(String section) {
    return await()
        .until(
            () -> calls.stream().filter(call -> call.section().equals(section)).findFirst(),
            Optional::isPresent)
        .orElseThrow();
  }

  /** Waits until this many calls have arrived in all. */
  void awaitCalls(int count) {
    await().until(() -> calls.size() >= count);
  }

  /** {@code user starts}, {@code user ends} and so on, in the order of happening. */
  List<String> events() {
    return events;
  }

  /** Forgets what has happened so far. */
  void forget() {
    calls.clear();
    events.clear();
  }

  long inFlight() {
    return calls.stream().filter(call -> call.end().isEmpty()).count();
  }

  private void handle(String section, Shard shard, StreamObserver<?> observer, Runnable answer) {
    events.add(section + " starts");
    BackendCall call =
        new BackendCall(
            section,
            shard,
            HEADERS.get(),
            (ServerCallStreamObserver<?>) observer,
            answer,
            ended -> events.add(section + " ends"));
    calls.add(call);
    scripts.getOrDefault(section, ANSWER).play(call);
  }

  private static <R> Runnable answering(StreamObserver<R> observer, R response) {
    return () -> {
      observer.onNext(response);
      observer.onCompleted();
    };
  }

  private static AppliedBehavior applied(String section) {
    return AppliedBehavior.newBuilder().setBackend(section).build();
  }

  @Override
  public void close() {
    server.shutdownNow();
    await().until(server::isTerminated);
  }

  private static final class KeepHeaders implements ServerInterceptor {
    @Override
    public <Q, R> ServerCall.Listener<Q> interceptCall(
        ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
      return Contexts.interceptCall(
          Context.current().withValue(HEADERS, headers), call, headers, next);
    }
  }

  private final class Users extends UserServiceImplBase {
    @Override
    public void getUser(GetUserRequest request, StreamObserver<GetUserResponse> observer) {
      GetUserResponse response =
          GetUserResponse.newBuilder()
              .setUser(Content.user(request.getUserId(), request.getShard()))
              .setApplied(applied("user"))
              .build();
      handle("user", request.getShard(), observer, answering(observer, response));
    }
  }

  private final class Orders extends OrderServiceImplBase {
    @Override
    public void listOrders(ListOrdersRequest request, StreamObserver<ListOrdersResponse> observer) {
      ListOrdersResponse response =
          ListOrdersResponse.newBuilder()
              .addAllOrders(Content.orders(request.getUserId(), request.getShard()))
              .setApplied(applied("orders"))
              .build();
      handle("orders", request.getShard(), observer, answering(observer, response));
    }
  }

  private final class Notifications extends NotificationServiceImplBase {
    @Override
    public void listNotifications(
        ListNotificationsRequest request, StreamObserver<ListNotificationsResponse> observer) {
      ListNotificationsResponse response =
          ListNotificationsResponse.newBuilder()
              .addAllNotifications(Content.notifications(request.getUserId(), request.getShard()))
              .setApplied(applied("notifications"))
              .build();
      handle("notifications", request.getShard(), observer, answering(observer, response));
    }
  }
}
