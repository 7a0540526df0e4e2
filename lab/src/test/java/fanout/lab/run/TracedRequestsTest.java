package fanout.lab.run;

import static org.assertj.core.api.Assertions.assertThat;

import fanout.lab.client.DashboardClient.Ask;
import fanout.lab.load.Target;
import fanout.lab.testbed.InProcess;
import fanout.lab.testbed.TestbedSettings;
import fanout.lab.testbed.TracedTestbed;
import fanout.lab.trace.Span;
import fanout.lab.trace.Trace;
import fanout.lab.trial.Arm;
import fanout.lab.trial.Backends;
import fanout.lab.trial.Bench;
import fanout.lab.trial.Choice;
import fanout.lab.trial.NotificationsCalls;
import fanout.lab.trial.Observation;
import fanout.lab.trial.Size;
import fanout.lab.trial.Stop;
import io.grpc.Context;
import io.grpc.Status;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the lab's own spans make of a request, whoever it goes to. */
class TracedRequestsTest {
  private static final InProcess TESTBED =
      InProcess.start(
          new TestbedSettings(
              TestbedSettings.anyPorts(), "latency=0ms", Optional.empty(), 1, List.of(), true));

  private final TracedTestbed view = TracedTestbed.of(TESTBED);
  private final Bench bench =
      new Bench(view, new Backends(view), Size.MINIATURE, 5, "round-0", new Stop());

  @AfterEach
  void closeView() {
    view.close();
  }

  @AfterAll
  static void end() {
    TESTBED.close();
  }

  @Test
  void aDirectCallHasATraceOfItsCallerAndTheBackend() {
    assertThat(end(bench.orders(view.backendChannel("orders"), "")).isOk()).isTrue();

    Trace trace = only();
    assertThat(trace.spans().map(Span::service)).containsExactly("lab", "orders");
    assertThat(trace.spans().map(Span::kind)).containsExactly(Span.Kind.CLIENT, Span.Kind.SERVER);
  }

  @Test
  void soHasOneOfAFurtherBackend() {
    var channel = bench.backend("orders", Map.of("behavior", "latency=0ms")).channel();

    assertThat(end(bench.orders(channel, "")).isOk()).isTrue();

    assertThat(only().isComplete()).isTrue();
  }

  @Test
  void noExampleIsTakenFromAPrelude() throws InterruptedException {
    bench.prelude(Ask.of("u-1"), 2, 6);
    bench.dashboards(Ask.of("u-1"), 2, 3);

    assertThat(view.requests()).hasSize(3);
  }

  @Test
  void aDashboardHangsBelowItsCaller() {
    view.dashboards().call(Ask.of("u-1")).orThrow();

    Trace trace = only();
    assertThat(trace.isComplete()).isTrue();
    assertThat(trace.roots().getFirst().span().service()).isEqualTo("lab");
    assertThat(trace.spans().map(Span::service)).contains("aggregator", "user", "orders");
  }

  @Test
  void aRequestOfManyCallsIsOneTraceWhoeverMakesTheNextCall() {
    NotificationsCalls calls =
        new NotificationsCalls(
            view.backendChannel("notifications"), "latency=0ms", 5, bench::requestId);

    assertThat(end(bench.request("fetch", calls.inTurn())).isOk()).isTrue();

    Trace trace = only();
    assertThat(trace.roots().getFirst().span().name()).isEqualTo("fetch");
    assertThat(trace.roots().getFirst().children()).hasSize(5);
    assertThat(trace.size()).isEqualTo(1 + 5 * 2);
  }

  @Test
  void aFailureIsSaidByTheRequest() {
    assertThat(
            end(bench.request(
                    "fetch", bench.orders(view.backendChannel("orders"), "error=UNAVAILABLE")))
                .isOk())
        .isFalse();

    assertThat(only().roots().getFirst().span().status().message()).isEqualTo("UNAVAILABLE");
  }

  /** The call is cancelled before it is made: no server can have seen it. */
  @Test
  void aCallThatNeverLeavesHasATraceAllTheSame() throws Exception {
    Context.CancellableContext over = Context.ROOT.withCancellation();
    over.cancel(null);

    Status status = over.call(() -> end(bench.orders(view.backendChannel("orders"), "")));

    assertThat(status.getCode()).isEqualTo(Status.Code.CANCELLED);
    Trace trace = only();
    assertThat(trace.size()).isEqualTo(1);
    assertThat(trace.isComplete()).isFalse();
    assertThat(trace.lacksOnlyLostCalls()).isTrue();
  }

  @Test
  void whatIsForgottenIsNoRequestAnyMore() {
    end(bench.orders(view.backendChannel("orders"), ""));
    view.forget();
    end(bench.request("second", bench.orders(view.backendChannel("orders"), "")));

    assertThat(view.requests()).extracting(Span::name).containsExactly("second");
  }

  @Test
  void theChoiceIsByPlaceAmongTheRequestsOfItsName() {
    Target orders = bench.orders(view.backendChannel("orders"), "");
    for (String name : List.of("a", "b", "a", "b", "a")) {
      end(bench.request(name, orders));
    }
    List<Span> requests = view.requests();
    List<Span> named = requests.stream().filter(span -> span.name().equals("a")).toList();

    assertThat(requests)
        .isSortedAccordingTo((x, y) -> Long.compare(x.durationNanos(), y.durationNanos()));
    assertThat(choice(0.5).among(requests)).contains(requests.get(2));
    assertThat(choice(0.99).among(requests)).contains(requests.get(4));
    assertThat(choice(0.5).named("a").among(requests)).contains(named.get(1));
    assertThat(choice(0.99).named("a").among(requests)).contains(named.get(2));
    assertThat(choice(0.5).named("c").among(requests)).isEmpty();
  }

  private static Choice choice(double quantile) {
    Arm arm = new Arm("any", false, bench -> Observation.EMPTY);
    return new Choice(arm, 0, quantile, Optional.empty());
  }

  private static Status end(Target target) {
    CompletableFuture<Status> end = new CompletableFuture<>();
    target.send(0, end::complete);
    return end.join();
  }

  private Trace only() {
    List<Span> requests = view.requests();
    assertThat(requests).hasSize(1);
    return view.awaitTrace(requests.getFirst().traceId());
  }
}
