package fanout.benchmarks.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import fanout.benchmarks.bench.RawBytes;
import fanout.lab.testbed.InProcess;
import fanout.lab.testbed.TestbedSettings;
import fanout.lab.trace.OtlpReceiver;
import fanout.runtime.server.ChannelSettings;
import fanout.runtime.server.Channels;
import fanout.runtime.server.SimulationMetadata;
import fanout.v1.DashboardServiceGrpc;
import fanout.v1.DashboardServiceGrpc.DashboardServiceBlockingStub;
import fanout.v1.GetDashboardRequest;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;

/** Requests of strangers over real connections; after each the service answers an honest one. */
class WireFuzz {
  private static final Duration CONNECT = Duration.ofSeconds(10);
  private static final Set<Status.Code> REFUSALS =
      Set.of(
          Status.Code.INVALID_ARGUMENT,
          Status.Code.RESOURCE_EXHAUSTED,
          Status.Code.UNAVAILABLE,
          Status.Code.DEADLINE_EXCEEDED,
          Status.Code.INTERNAL);
  private static final MethodDescriptor<byte[], byte[]> GET_DASHBOARD =
      raw(DashboardServiceGrpc.getGetDashboardMethod().getFullMethodName());
  private static final MethodDescriptor<byte[], byte[]> EXPORT =
      raw("opentelemetry.proto.collector.trace.v1.TraceService/Export");
  private static final GetDashboardRequest HONEST =
      GetDashboardRequest.newBuilder().setUserId("u-1001").setPlan("budget=20s").build();

  /** Many a text makes a backend hang. */
  private static final GetDashboardRequest IMPATIENT =
      HONEST.toBuilder().setPlan("budget=20ms").build();

  private static final World WORLD = World.start();

  /** What strangers find: a testbed, a receiver of spans, and a connection to each. */
  private record World(
      InProcess testbed, OtlpReceiver receiver, ManagedChannel dashboards, ManagedChannel exports) {
    static World start() {
      try {
        InProcess testbed =
            InProcess.start(
                new TestbedSettings(
                    TestbedSettings.anyPorts(),
                    "latency=0ms",
                    Optional.empty(),
                    1,
                    List.of(),
                    false));
        OtlpReceiver receiver = OtlpReceiver.start(1_000);
        return new World(
            testbed,
            receiver,
            connect(testbed.aggregator().dataAddress().getPort()),
            connect(receiver.port()));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private static ManagedChannel connect(int port) {
      return Channels.to("127.0.0.1:" + port, ChannelSettings.DEFAULT).connect(CONNECT);
    }

    void close() {
      dashboards.shutdownNow();
      exports.shutdownNow();
      receiver.close();
      testbed.close();
    }
  }

  @AfterContainer
  static void stop() {
    WORLD.close();
  }

  @Provide
  Arbitrary<byte[]> requests() {
    return Malformed.bytes(
        List.of(
            HONEST.toByteArray(),
            HONEST.toBuilder()
                .setRequestId("r-1")
                .setPlan("join=all; each:limit=1s")
                .build()
                .toByteArray()));
  }

  @Provide
  Arbitrary<String> texts() {
    return Malformed.texts(
        List.of("u-1001", "strategy=sequential", "orders:latency=1ms,error=UNAVAILABLE@10%"),
        List.of(
            "user:",
            "orders:",
            "latency=1ms",
            "error=OK",
            ";",
            ",",
            "\u0000",
            "\r\n",
            "é",
            "hang"));
  }

  @Provide
  Arbitrary<byte[]> exported() {
    Span span =
        Span.newBuilder()
            .setTraceId(
                ByteString.copyFrom(new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 1, 2, 3, 4, 5, 6, 7, 8}))
            .setSpanId(ByteString.copyFrom(new byte[] {1, 2, 3, 4, 5, 6, 7, 8}))
            .setName("call")
            .setStartTimeUnixNano(1)
            .setEndTimeUnixNano(2)
            .build();
    ScopeSpans spans = ScopeSpans.newBuilder().addSpans(span).build();
    return Malformed.bytes(
        List.of(
            ExportTraceServiceRequest.newBuilder()
                .addResourceSpans(ResourceSpans.newBuilder().addScopeSpans(spans))
                .build()
                .toByteArray()));
  }

  @Property
  void bytesThatAreNoRequestAreRefused(@ForAll("requests") byte[] bytes) {
    send(WORLD.dashboards, GET_DASHBOARD, bytes);
    stillServes();
  }

  @Property
  void idsAndPlansAreTakenOrRefused(
      @ForAll("texts") String user, @ForAll("texts") String plan, @ForAll("texts") String id) {
    GetDashboardRequest request =
        GetDashboardRequest.newBuilder().setUserId(user).setPlan(plan).setRequestId(id).build();
    send(WORLD.dashboards, GET_DASHBOARD, request.toByteArray());
    stillServes();
  }

  @Property
  void simulationMetadataIsTakenOrRefused(@ForAll("texts") String simulation) {
    Metadata headers = new Metadata();
    headers.put(SimulationMetadata.SIM, simulation.replaceAll("[^ -~]", "?"));
    DashboardServiceBlockingStub stub =
        stub().withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers));
    try {
      assertThat(stub.getDashboard(IMPATIENT).hasDashboard()).isTrue();
    } catch (StatusRuntimeException refused) {
      assertThat(refused.getStatus().getDescription()).isNotBlank();
    }
    stillServes();
  }

  @Property
  void exportsAreKeptOrCountedAsMalformed(@ForAll("exported") byte[] bytes) {
    send(WORLD.exports, EXPORT, bytes);
    assertThat(WORLD.receiver.counts().kept()).isLessThanOrEqualTo(1_000);
    assertThat(WORLD.receiver.traces()).isNotNull();
  }

  private static void send(
      ManagedChannel channel, MethodDescriptor<byte[], byte[]> method, byte[] bytes) {
    try {
      CallOptions options = CallOptions.DEFAULT.withDeadlineAfter(3, TimeUnit.SECONDS);
      assertThat(ClientCalls.blockingUnaryCall(channel, method, options, bytes)).isNotNull();
    } catch (StatusRuntimeException refused) {
      assertThat(refused.getStatus().getCode()).isIn(REFUSALS);
      assertThat(refused.getStatus().getDescription()).isNotBlank();
    }
  }

  private static void stillServes() {
    assertThat(stub().getDashboard(HONEST).getDashboard().getSectionsCount()).isEqualTo(3);
  }

  private static DashboardServiceBlockingStub stub() {
    return DashboardServiceGrpc.newBlockingStub(WORLD.dashboards)
        .withDeadlineAfter(30, TimeUnit.SECONDS);
  }

  private static MethodDescriptor<byte[], byte[]> raw(String method) {
    return MethodDescriptor.<byte[], byte[]>newBuilder()
        .setType(MethodDescriptor.MethodType.UNARY)
        .setFullMethodName(method)
        .setRequestMarshaller(RawBytes.MESSAGE)
        .setResponseMarshaller(RawBytes.MESSAGE)
        .build();
  }
}
