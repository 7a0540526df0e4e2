package fanout.lab.load.unary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import fanout.lab.load.Arrivals;
import fanout.lab.load.Closed;
import fanout.lab.load.Constant;
import fanout.lab.load.LoadGenerator;
import fanout.lab.load.LoadPlan;
import fanout.lab.load.LoadResult;
import fanout.lab.load.Rate;
import fanout.lab.load.Time;
import fanout.lab.measure.Distribution;
import fanout.lab.measure.Summary;
import fanout.v1.DashboardServiceGrpc.DashboardServiceImplBase;
import fanout.v1.GetDashboardRequest;
import fanout.v1.GetDashboardResponse;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

class UnaryTargetTest {
  private static final String METHOD = "fanout.v1.DashboardService/GetDashboard";

  /** Answers at once, but keeps the calls from one arrival to another until the latter comes. */
  private static final class Stalling extends DashboardServiceImplBase {
    private final int from;
    private final int to;
    private final List<StreamObserver<GetDashboardResponse>> kept = new ArrayList<>();
    private int arrivals;

    Stalling(int from, int to) {
      this.from = from;
      this.to = to;
    }

    @Override
    public synchronized void getDashboard(
        GetDashboardRequest request, StreamObserver<GetDashboardResponse> observer) {
      int arrival = arrivals++;
      if (arrival >= from && arrival < to) {
        kept.add(observer);
        return;
      }
      if (arrival == to) {
        kept.forEach(Stalling::answer);
      }
      answer(observer);
    }

    private static void answer(StreamObserver<GetDashboardResponse> observer) {
      observer.onNext(GetDashboardResponse.getDefaultInstance());
      observer.onCompleted();
    }
  }

  /**
   * 400 calls at a constant rate, of which a stall of the server keeps every one due in a tenth of
   * the time: the percentile p beyond 90 % is {@code (p - 90 %)} of the whole time, whatever that
   * is. A generator that waited for the server would send the call that ends the stall never.
   */
  @Test
  void aStallOfARealServerGivesThePercentilesThatArithmeticPredicts() throws InterruptedException {
    try (LoopbackServer server = new LoopbackServer(new Stalling(160, 200))) {
      LoadResult result = run(server, new Constant(new Rate(160)), 400, Optional.empty());
      Summary summary = result.summary();
      assertThat(summary.ok()).isEqualTo(400);
      Distribution latency = summary.all().latency();
      double whole = result.plannedNanos();
      assertThat(latency.percentile(95) / whole).isCloseTo(0.05, within(0.02));
      assertThat(latency.percentile(99) / whole).isCloseTo(0.09, within(0.02));
      assertThat(latency.max() / whole).isCloseTo(0.10, within(0.02));
      assertThat(latency.percentile(50)).isLessThan(latency.percentile(95) / 2);
    }
  }

  @Test
  void callsPastTheirDeadlineCountUnderItsCode() throws InterruptedException {
    try (LoopbackServer server = new LoopbackServer(new Stalling(0, 30))) {
      LoadResult result =
          run(server, new Constant(new Rate(1000)), 30, Optional.of(Duration.ofMillis(50)));
      assertThat(result.summary().byCode()).containsOnlyKeys(Status.Code.DEADLINE_EXCEEDED);
      assertThat(result.summary().sent()).isEqualTo(30);
      assertThat(result.summary().unfinished().count()).isZero();
    }
  }

  @Test
  void aMethodThatIsNotThereIsAnErrorOfEveryCall() throws InterruptedException {
    try (LoopbackServer server = new LoopbackServer()) {
      LoadResult result = run(server, new Closed(3), 20, Optional.empty());
      assertThat(result.summary().of(Status.Code.UNIMPLEMENTED).count()).isEqualTo(20);
      assertThat(result.summary().firstMessages().get(Status.Code.UNIMPLEMENTED))
          .contains("GetDashboard");
    }
  }

  @Test
  void everyCallCarriesItsOwnRequest() throws InterruptedException {
    Set<String> users = ConcurrentHashMap.newKeySet();
    DashboardServiceImplBase listening =
        new DashboardServiceImplBase() {
          @Override
          public void getDashboard(
              GetDashboardRequest request, StreamObserver<GetDashboardResponse> observer) {
            users.add(request.getUserId());
            Stalling.answer(observer);
          }
        };
    try (LoopbackServer server = new LoopbackServer(listening)) {
      run(server, new Closed(2), 4, Optional.empty());
    }
    assertThat(users).containsExactlyInAnyOrder("u-0", "u-1", "u-2", "u-3");
  }

  private static LoadResult run(
      LoopbackServer server, Arrivals arrivals, long total, Optional<Duration> deadline)
      throws InterruptedException {
    DashboardRequests bodies =
        new DashboardRequests(
            Template.of("user", "u-{{.RequestNumber}}"),
            Template.of("plan", ""),
            Template.of("id", ""));
    UnaryTarget target =
        new UnaryTarget(
            List.of(server.channel()),
            METHOD,
            new UnaryTarget.Requests(bodies, new Metadata(), deadline));
    LoadPlan plan =
        new LoadPlan(
            arrivals, Optional.of(total), Optional.empty(), Duration.ofSeconds(20), 10_000, 1);
    return new LoadGenerator(target, plan, Time.system()).run();
  }
}
