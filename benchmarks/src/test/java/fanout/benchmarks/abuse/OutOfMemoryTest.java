package fanout.benchmarks.abuse;

import static org.assertj.core.api.Assertions.assertThat;

import fanout.aggregator.Aggregator;
import fanout.aggregator.AggregatorSettings;
import fanout.backend.BackendServer;
import fanout.backend.BackendSettings;
import fanout.lab.client.DashboardClient;
import fanout.lab.client.DashboardClient.Ask;
import fanout.runtime.server.ChannelSettings;
import fanout.runtime.server.Channels;
import fanout.runtime.settings.Settings;
import fanout.runtime.telemetry.Telemetry;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.ForwardingClientCallListener.SimpleForwardingClientCallListener;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * An OutOfMemoryError strikes wherever something is allocated. Whoever starts a process of ours
 * tells the JVM to end on one (docs/hard-to-break.md); where nobody has, the call that it struck
 * fails, and what the call held is given back: with room for one call only, the next one is served.
 */
class OutOfMemoryTest {
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final Ask ONE_AT_A_TIME =
      Ask.of("u-1001")
          .plan(
              "join=all,budget=3s,admission=fixed(n=1,queue=0);"
                  + " each:concurrency=fixed(n=1,queue=0)");

  /** Where it strikes. */
  enum Place {
    HANDLER,
    BACKEND_CALL,
    BACKEND_ANSWER,
    BACKEND_END
  }

  private final AtomicInteger left = new AtomicInteger();
  private volatile Place place = Place.HANDLER;
  private final BackendServer backends =
      BackendServer.start(
          Settings.defaults(
              BackendSettings.class,
              Map.of("data-port", "0", "admin-port", "0", "behavior", "latency=1ms")),
          Telemetry.off());
  private final String target = "127.0.0.1:" + backends.dataAddress().getPort();
  private final Aggregator aggregator =
      Aggregator.start(
          Settings.defaults(
              AggregatorSettings.class,
              Map.of(
                  "data-port", "0",
                  "admin-port", "0",
                  "user-target", target,
                  "orders-target", target,
                  "notifications-target", target)),
          Telemetry.off()
              .observed(List.of(new OnCalls()), server -> server.intercept(new OnHandler())));
  private ManagedChannel channel;
  private DashboardClient dashboards;

  @BeforeEach
  void connect() {
    assertThat(aggregator.awaitBackends(LONG)).isTrue();
    channel =
        Channels.to("127.0.0.1:" + aggregator.dataAddress().getPort(), ChannelSettings.DEFAULT)
            .connect(LONG);
    dashboards = new DashboardClient(channel);
    assertThat(dashboards.call(ONE_AT_A_TIME).status().getCode()).isEqualTo(Status.Code.OK);
  }

  @AfterEach
  void close() {
    channel.shutdownNow();
    aggregator.close();
    backends.close();
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "BACKEND_END")
  void failsTheCallThatItStrikesAndHoldsNothingOfTheNext(Place struck) {
    place = struck;
    for (int i = 0; i < 3; i++) {
      left.set(1);
      Status failed = dashboards.call(ONE_AT_A_TIME).status();
      assertThat(left).as("struck").hasValue(0);
      assertThat(failed.getCode()).isNotEqualTo(Status.Code.OK);
      assertThat(dashboards.call(ONE_AT_A_TIME).status())
          .extracting(Status::getCode)
          .isEqualTo(Status.Code.OK);
    }
  }

  @Test
  void landsARequestThatWasNotToldOfTheEndOfItsCall() {
    place = Place.BACKEND_END;
    left.set(1);
    Status failed = dashboards.call(ONE_AT_A_TIME).status();
    assertThat(left).as("struck").hasValue(0);
    assertThat(failed.getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
    assertThat(dashboards.call(ONE_AT_A_TIME).status().getCode()).isEqualTo(Status.Code.OK);
  }

  private void strike(Place here) {
    if (place == here && left.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
      throw new OutOfMemoryError("injected");
    }
  }

  private final class OnHandler implements ServerInterceptor {
    @Override
    public <Q, R> ServerCall.Listener<Q> interceptCall(
        ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
      return new SimpleForwardingServerCallListener<>(next.startCall(call, headers)) {
        @Override
        public void onHalfClose() {
          strike(Place.HANDLER);
          super.onHalfClose();
        }
      };
    }
  }

  private final class OnCalls implements ClientInterceptor {
    @Override
    public <Q, R> ClientCall<Q, R> interceptCall(
        MethodDescriptor<Q, R> method, CallOptions options, Channel next) {
      strike(Place.BACKEND_CALL);
      return new SimpleForwardingClientCall<>(next.newCall(method, options)) {
        @Override
        public void start(Listener<R> listener, Metadata headers) {
          super.start(
              new SimpleForwardingClientCallListener<>(listener) {
                @Override
                public void onMessage(R message) {
                  strike(Place.BACKEND_ANSWER);
                  super.onMessage(message);
                }

                @Override
                public void onClose(Status status, Metadata trailers) {
                  strike(Place.BACKEND_END);
                  super.onClose(status, trailers);
                }
              },
              headers);
        }
      };
    }
  }
}
