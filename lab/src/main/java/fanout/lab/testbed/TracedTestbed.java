package fanout.lab.testbed;

import fanout.lab.client.DashboardClient;
import fanout.lab.client.SimulatorClient;
import fanout.lab.result.Environment;
import fanout.lab.trace.OtlpReceiver;
import fanout.lab.trace.Outcome;
import fanout.lab.trace.Span;
import fanout.lab.trace.Trace;
import fanout.runtime.telemetry.Telemetry;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.opentelemetry.exporter.otlp.trace.OtlpGrpcSpanExporter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A testbed seen by a caller who leaves spans, too: each call through it is a CLIENT span of the
 * lab, under the span that is current, or else the first of its trace. So the lab knows the trace
 * of a request whether or not anybody answers it, and whoever it was sent to. It keeps its own
 * spans and adds them to what the testbed hands out, wherever that has its spans from. Thread-safe.
 *
 * <p>{@link #close} ends the view; the testbed behind it is its owner's to close.
 */
public final class TracedTestbed implements Testbed {
  private static final String LAB = "lab";
  private static final Duration FLUSH_LIMIT = Duration.ofSeconds(5);
  private static final Set<Outcome> CALLED_OFF = Set.of(Outcome.CANCELLED, Outcome.TIMED_OUT);

  private final Testbed testbed;
  private final OtlpReceiver own;
  private final Telemetry telemetry;

  private TracedTestbed(Testbed testbed, OtlpReceiver own) {
    this.testbed = testbed;
    this.own = own;
    this.telemetry =
        Telemetry.fromEnvironment(
            LAB,
            new TraceInbox(Optional.of(own), LAB).variables(LAB),
            new HeldSpans(OtlpGrpcSpanExporter.builder().setEndpoint(own.endpoint()).build()));
  }

  /** A view of a testbed with {@link Ability#TRACES}. */
  public static TracedTestbed of(Testbed testbed) {
    try {
      return new TracedTestbed(testbed, OtlpReceiver.start(TraceInbox.MOST_SPANS));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The first spans of the requests that were made through this view and have ended, the quickest
   * first.
   */
  public List<Span> requests() {
    telemetry.flush(FLUSH_LIMIT);
    return own.traces().stream()
        .flatMap(trace -> trace.roots().stream())
        .map(root -> root.span())
        .sorted(Comparator.comparingLong(Span::durationNanos))
        .toList();
  }

  /** {@inheritDoc} The lab's spans of them make room for others. */
  @Override
  public void forget() {
    telemetry.flush(FLUSH_LIMIT);
    own.traces().forEach(trace -> own.forget(trace.id()));
  }

  /** {@inheritDoc} The lab's spans included. */
  @Override
  public Optional<Trace> trace(String traceId) {
    telemetry.flush(FLUSH_LIMIT);
    List<Span> spans = own.trace(traceId).stream().flatMap(Trace::spans).toList();
    Set<String> known = spans.stream().map(Span::spanId).collect(Collectors.toSet());
    // The testbed may have the lab's spans as well, where both export to one collector.
    List<Span> all =
        Stream.concat(
                spans.stream(),
                testbed.trace(traceId).stream()
                    .flatMap(Trace::spans)
                    .filter(span -> !known.contains(span.spanId())))
            .toList();
    return all.isEmpty() ? Optional.empty() : Optional.of(Trace.of(all));
  }

  /** {@inheritDoc} Where something was called off, work on it may still end, and leave a span. */
  @Override
  public Trace awaitTrace(String traceId) {
    return arrival().await(traceId, () -> trace(traceId), TracedTestbed::isSettled);
  }

  private static boolean isSettled(Trace trace) {
    return trace.isComplete() && trace.spans().map(Outcome::of).noneMatch(CALLED_OFF::contains);
  }

  @Override
  public Arrival arrival() {
    return testbed.arrival();
  }

  @Override
  public Telemetry telemetry() {
    return telemetry;
  }

  private Channel traced(Channel channel) {
    return ClientInterceptors.intercept(channel, telemetry.clientTracing());
  }

  @Override
  public String place() {
    return testbed.place();
  }

  @Override
  public Set<Ability> abilities() {
    return testbed.abilities();
  }

  @Override
  public DashboardClient dashboards() {
    return new DashboardClient(aggregatorChannel());
  }

  @Override
  public Channel aggregatorChannel() {
    return traced(testbed.aggregatorChannel());
  }

  @Override
  public Channel backendChannel(String name) {
    return traced(testbed.backendChannel(name));
  }

  @Override
  public SimulatorClient simulator() {
    return testbed.simulator();
  }

  @Override
  public MoreBackend startBackend(String name, Map<String, String> settings) {
    MoreBackend backend = testbed.startBackend(name, settings);
    return new MoreBackend() {
      @Override
      public Channel channel() {
        return traced(backend.channel());
      }

      @Override
      public SimulatorClient simulator() {
        return backend.simulator();
      }

      @Override
      public void close() {
        backend.close();
      }
    };
  }

  @Override
  public Map<String, Environment.Setting> settings() {
    return testbed.settings();
  }

  @Override
  public void close() {
    telemetry.close();
    own.close();
  }
}
