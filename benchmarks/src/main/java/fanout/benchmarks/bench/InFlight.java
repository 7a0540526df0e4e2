package fanout.benchmarks.bench;

import static fanout.benchmarks.bench.Metric.LIVE_HEAP;
import static fanout.benchmarks.bench.Metric.TIME;

import fanout.benchmarks.contender.Backend;
import fanout.benchmarks.contender.Contender.Surroundings;
import fanout.benchmarks.contender.ContenderProcess;
import fanout.runtime.server.ChannelSettings;
import fanout.runtime.server.Channels;
import fanout.runtime.spec.Spec;
import fanout.v1.GetUserRequest;
import fanout.v1.GetUserResponse;
import fanout.v1.UserServiceGrpc;
import fanout.v1.UserServiceGrpc.UserServiceStub;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/** Ten thousand calls to one backend, all of them waiting for the second that each takes. */
@Spec.Name(value = "in-flight", doc = "10,000 calls of 1 s each, all in flight at one backend")
public record InFlight() implements Benchmark {
  private static final int CALLS = 10_000;
  private static final int CONNECTIONS = 4;
  private static final int WARMING_CROWDS = 5;
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final Duration POLL = Duration.ofMillis(5);
  private static final String TIMED = "sent at once";
  private static final String WEIGHED = "weighed half-way";

  @Override
  public List<Goal> goals() {
    return List.of(
        Goal.atMost(1.12, "from the first send to the last answer", "s", TIME, r -> r.of(TIMED)),
        Goal.atMost(2.5, "live heap a call", "kB", LIVE_HEAP, r -> r.of(WEIGHED)));
  }

  @Override
  public Probe open(Effort effort) throws InterruptedException {
    Deque<AutoCloseable> resources = new ArrayDeque<>();
    try {
      ContenderProcess backend =
          ContenderProcess.start(new Backend(Duration.ofSeconds(1)), Surroundings.NOBODY);
      resources.push(backend);
      List<ManagedChannel> channels =
          IntStream.range(0, CONNECTIONS)
              .mapToObj(
                  i ->
                      Channels.to(backend.target(), ChannelSettings.DEFAULT)
                          .transport(NettyChannelBuilder::disableRetry) // a call that fails ends it
                          .connect(Duration.ofSeconds(10)))
              .toList();
      channels.forEach(channel -> resources.push(channel::shutdownNow));
      Crowd crowd =
          new Crowd(resources, backend, channels.stream().map(UserServiceGrpc::newStub).toList());
      WarmUp.run(backend, crowd::warm);
      return crowd;
    } catch (RuntimeException | InterruptedException e) {
      Closing.all(resources);
      throw e;
    }
  }

  private record Crowd(
      Deque<AutoCloseable> resources, ContenderProcess backend, List<UserServiceStub> stubs)
      implements Probe {
    /** The collection that weighs the heap would cost the time: two crowds for each round. */
    @Override
    public Readings round(SplittableRandom random) throws InterruptedException {
      Map<String, Map<Metric, Double>> arms = new LinkedHashMap<>();
      backend.liveHeap();
      arms.put(TIMED, Map.of(TIME, send().await() / 1e9));
      double empty = backend.liveHeap();
      Answers answers = send();
      awaitArrival(answers);
      double full = backend.liveHeap();
      answers.requireAllOpen();
      answers.await();
      arms.put(WEIGHED, Map.of(LIVE_HEAP, (full - empty) / CALLS / 1e3));
      return new Readings(arms);
    }

    /** What was sent may still be on its way when the last send returns. */
    private void awaitArrival(Answers answers) throws InterruptedException {
      while (backend.inFlight() < CALLS) {
        answers.requireAllOpen();
        if (System.nanoTime() - answers.sent > LIMIT.toNanos()) {
          throw new IllegalStateException("not all calls had arrived after " + LIMIT);
        }
        Thread.sleep(POLL);
      }
    }

    /** Crowds that wait for nothing: beside a second of waiting, compiling would not show. */
    void warm() throws InterruptedException {
      List<UserServiceStub> fast =
          stubs.stream()
              .map(
                  s -> s.withInterceptors(MetadataUtils.newAttachHeadersInterceptor(WarmUp.fast())))
              .toList();
      for (int i = 0; i < WARMING_CROWDS; i++) {
        send(fast).await();
      }
    }

    private Answers send() {
      return send(stubs);
    }

    private static Answers send(List<UserServiceStub> stubs) {
      Answers answers = new Answers();
      GetUserRequest request = GetUserRequest.newBuilder().setUserId("u-1001").build();
      for (int i = 0; i < CALLS; i++) {
        stubs.get(i % stubs.size()).getUser(request, answers);
      }
      return answers;
    }

    @Override
    public void close() {
      Closing.all(resources);
    }
  }

  private static final class Answers implements StreamObserver<GetUserResponse> {
    private final long sent = System.nanoTime();
    private final CountDownLatch ended = new CountDownLatch(CALLS);
    private final AtomicLong failed = new AtomicLong();

    @Override
    public void onNext(GetUserResponse response) {}

    @Override
    public void onError(Throwable error) {
      failed.incrementAndGet();
      ended.countDown();
    }

    @Override
    public void onCompleted() {
      ended.countDown();
    }

    void requireAllOpen() {
      if (ended.getCount() < CALLS) {
        throw new IllegalStateException("the first calls had ended before the heap was weighed");
      }
    }

    /** Nanoseconds from the first send to the last answer. */
    long await() throws InterruptedException {
      boolean all = ended.await(LIMIT.toSeconds(), TimeUnit.SECONDS);
      long nanos = System.nanoTime() - sent;
      if (!all || failed.get() > 0) {
        throw new IllegalStateException(
            "%d calls failed, %d did not end".formatted(failed.get(), ended.getCount()));
      }
      return nanos;
    }
  }
}
