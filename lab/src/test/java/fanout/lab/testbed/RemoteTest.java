package fanout.lab.testbed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import fanout.lab.client.DashboardClient.Ask;
import fanout.lab.experiment.Experiment;
import fanout.lab.result.ExperimentResult;
import fanout.lab.run.Runner;
import fanout.lab.testbed.Remote.Addresses;
import fanout.lab.trace.FakeJaeger;
import fanout.lab.trace.OtlpReceiver;
import fanout.lab.trace.Span;
import fanout.lab.trace.Trace;
import fanout.lab.trial.Size;
import fanout.lab.trial.Stop;
import fanout.runtime.server.NotConnectedException;
import fanout.runtime.spec.SpecException;
import fanout.v1.BackendBehavior;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A testbed of this process, reached by its addresses alone. */
class RemoteTest {
  private static OtlpReceiver receiver;
  private static InProcess there;

  private static TestbedSettings settings(String behavior, Optional<String> plan) {
    return new TestbedSettings(
        TestbedSettings.anyPorts(), behavior, plan, 7, List.of(receiver.endpoint()), false);
  }

  @BeforeAll
  static void start() throws IOException {
    receiver = OtlpReceiver.start(10_000);
    there = InProcess.start(settings("latency=1ms", Optional.empty()));
  }

  @AfterAll
  static void end() {
    there.close();
    receiver.close();
  }

  private static String text(InetSocketAddress address) {
    return "127.0.0.1:" + address.getPort();
  }

  private static Addresses addresses(Optional<String> jaeger) {
    return new Addresses(
        text(there.aggregator().dataAddress()),
        there.backends().values().stream().map(backend -> text(backend.adminAddress())).toList(),
        there.backends().entrySet().stream()
            .collect(Collectors.toMap(Map.Entry::getKey, e -> text(e.getValue().dataAddress()))),
        jaeger);
  }

  @Test
  void aBehaviorThatTheLaunchAsksForIsLaidOverEveryBackendAndTakenAwayAtTheEnd() {
    try (Remote remote =
        Remote.launch(addresses(Optional.empty()), settings("latency=2ms", Optional.empty()))) {
      assertThat(remote.simulator().behaviors())
          .hasSize(3)
          .extracting(BackendBehavior::getOverlay)
          .containsOnly("latency=2ms");
      assertThat(remote.dashboards().call(Ask.of("u-1")).orThrow().getCompleteness())
          .isEqualTo(1.0);
      assertThat(remote.abilities())
          .containsExactlyInAnyOrder(Ability.SIMULATOR, Ability.REQUEST_BEHAVIOR, Ability.BACKENDS);
    }
    assertThat(there.simulator().behaviors())
        .extracting(BackendBehavior::getOverlay)
        .containsOnly("");
  }

  @Test
  void aBehaviorOfOneBackendReachesThatOneAloneOverWhatAllHave() {
    TestbedSettings asked =
        settings("latency=2ms; orders:latency=3ms,error=INTERNAL@5%", Optional.empty());

    try (Remote remote = Remote.launch(addresses(Optional.empty()), asked)) {
      assertThat(remote.simulator().behaviors("user"))
          .extracting(BackendBehavior::getOverlay)
          .containsOnly("latency=2ms");
      assertThat(remote.simulator().behaviors("orders"))
          .singleElement()
          .extracting(BackendBehavior::getOverlay)
          .asString()
          .contains("latency=3ms", "error=INTERNAL@5%")
          .doesNotContain("orders:", "2ms");
    }
  }

  /** One that steers requests, one that sets a capacity, one that calls a backend itself. */
  @ParameterizedTest
  @ValueSource(strings = {"timeouts", "overload", "batching"})
  void anExperimentRunsAgainstItUnchanged(String id) throws Exception {
    Runner runner =
        new Runner(
            settings -> Remote.launch(addresses(Optional.empty()), settings),
            (what, share) -> {},
            new Stop());

    ExperimentResult result = runner.run(Experiment.of(id), Size.MINIATURE, 7, "again").result();

    assertThat(result.complete()).isTrue();
    assertThat(result.environment().testbed()).isEqualTo(text(there.aggregator().dataAddress()));
    assertThat(result.environment().settings()).as("nobody knows them").isEmpty();
  }

  @Test
  void anExperimentThatNeedsWhatOnlyAStartCanGiveSaysSo() {
    Runner runner =
        new Runner(
            settings -> Remote.launch(addresses(Optional.empty()), settings),
            (what, share) -> {},
            new Stop());

    assertThatThrownBy(
            () -> runner.run(Experiment.of("server-executor"), Size.MINIATURE, 7, "again"))
        .isInstanceOf(MissingAbilityException.class)
        .hasMessageContaining("further backends with start-up settings");
  }

  @Test
  void backendsAreNamedAllOrNone() {
    assertThatThrownBy(
            () -> new Addresses("a:1", List.of(), Map.of("user", "a:2"), Optional.empty()))
        .isInstanceOf(SpecException.class)
        .hasMessageContaining("notifications");
  }

  @Test
  void itsTracesComeFromJaeger() throws Exception {
    try (FakeJaeger jaeger = FakeJaeger.start(receiver::traces);
        Remote remote = Remote.connect(addresses(Optional.of(jaeger.url())))) {
      assertThat(remote.abilities()).contains(Ability.TRACES);
      String id = remote.dashboards().call(Ask.of("u-1")).orThrow().getTraceId();
      assertThat(remote.awaitTrace(id))
          .matches(Trace::isComplete)
          .extracting(Trace::id)
          .isEqualTo(id);
    }
  }

  @Test
  void theSpansOfItsCallerAreAddedToWhatJaegerHas() throws Exception {
    try (FakeJaeger jaeger = FakeJaeger.start(receiver::traces);
        Remote remote = Remote.connect(addresses(Optional.of(jaeger.url())));
        TracedTestbed view = TracedTestbed.of(remote)) {
      view.dashboards().call(Ask.of("u-1")).orThrow();
      Trace trace = view.awaitTrace(view.requests().getFirst().traceId());

      assertThat(trace.isComplete()).isTrue();
      assertThat(trace.roots().getFirst().span().service()).isEqualTo("lab");
      assertThat(trace.spans().map(Span::service)).contains("aggregator", "user", "orders");
      assertThat(remote.trace(trace.id()))
          .as("Jaeger has no span of the caller")
          .get()
          .matches(there -> there.roots().isEmpty());
    }
  }

  @Test
  void whatItCannotDoItRefusesByName() {
    try (Remote remote =
        Remote.connect(
            new Addresses(text(there.aggregator().dataAddress()), List.of(), Optional.empty()))) {
      assertThat(remote.abilities()).isEmpty();
      assertThatThrownBy(remote::simulator).isInstanceOf(MissingAbilityException.class);
      assertThatThrownBy(() -> remote.awaitTrace("a")).isInstanceOf(MissingAbilityException.class);
      assertThatThrownBy(() -> remote.backendChannel("user"))
          .isInstanceOf(MissingAbilityException.class);
      assertThatThrownBy(() -> remote.startBackend("user", Map.of()))
          .isInstanceOf(MissingAbilityException.class);
    }
    assertThatThrownBy(
            () ->
                Remote.launch(addresses(Optional.empty()), settings("", Optional.of("budget=1s"))))
        .isInstanceOf(MissingAbilityException.class)
        .hasMessageContaining("usual plan");
  }

  @Test
  void anAddressWhereNobodyListensIsRefused() throws Exception {
    String nobody;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      nobody = "127.0.0.1:" + free.getLocalPort();
    }
    assertThatThrownBy(() -> Remote.connect(new Addresses(nobody, List.of(), Optional.empty())))
        .isInstanceOf(NotConnectedException.class)
        .hasMessageContaining(nobody);
  }

  @Test
  void aNameStandsForEveryAddressThatItHas() {
    assertThat(ReplicaAddresses.of("dns:///127.0.0.1:7")).containsExactly("127.0.0.1:7");
    assertThat(ReplicaAddresses.of("localhost:7"))
        .as("one address family")
        .containsExactly("127.0.0.1:7");
    for (String malformed : List.of("localhost", "a b:1", "http://a:1", "")) {
      assertThatThrownBy(() -> ReplicaAddresses.of(malformed)).isInstanceOf(SpecException.class);
    }
  }
}
