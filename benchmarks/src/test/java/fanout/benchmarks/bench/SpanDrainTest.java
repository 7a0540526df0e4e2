package fanout.benchmarks.bench;

import static org.assertj.core.api.Assertions.assertThat;

import fanout.runtime.server.ChannelSettings;
import fanout.runtime.server.Channels;
import io.grpc.ManagedChannel;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import io.opentelemetry.proto.collector.trace.v1.TraceServiceGrpc;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SpanDrainTest {
  private static final Duration LIMIT = Duration.ofSeconds(10);

  @Test
  void countsTheSpansOfEveryScope() {
    ExportTraceServiceRequest request =
        ExportTraceServiceRequest.newBuilder()
            .addResourceSpans(
                ResourceSpans.newBuilder()
                    .setResource(Resource.newBuilder().setDroppedAttributesCount(7))
                    .addScopeSpans(scope("a", 3))
                    .setSchemaUrl("schema")
                    .addScopeSpans(scope("b", 0)))
            .addResourceSpans(ResourceSpans.newBuilder().addScopeSpans(scope("c", 2)))
            .build();
    try (SpanDrain drain = new SpanDrain()) {
      URI endpoint = URI.create(drain.endpoint());
      ManagedChannel channel =
          Channels.to(endpoint.getAuthority(), ChannelSettings.DEFAULT).connect(LIMIT);
      try {
        var exporter = TraceServiceGrpc.newBlockingStub(channel);
        assertThat(exporter.export(request))
            .isEqualTo(ExportTraceServiceResponse.getDefaultInstance());
        assertThat(drain.taken()).isEqualTo(5);
        exporter.export(ExportTraceServiceRequest.getDefaultInstance());
        exporter.export(request);
        assertThat(drain.taken()).isEqualTo(10);
      } finally {
        channel.shutdownNow();
      }
    }
  }

  private static ScopeSpans scope(String name, int spans) {
    ScopeSpans.Builder scope =
        ScopeSpans.newBuilder().setScope(InstrumentationScope.newBuilder().setName(name));
    for (int i = 0; i < spans; i++) {
      scope.addSpans(Span.newBuilder().setName("span " + i).addLinks(Span.Link.newBuilder()));
    }
    return scope.build();
  }
}
