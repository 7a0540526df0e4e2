package fanout.aggregator;

import fanout.aggregator.budget.Budget;
import fanout.aggregator.flight.FlightDeck;
import fanout.aggregator.flight.FlightRequest;
import fanout.aggregator.flight.FlightResult;
import fanout.aggregator.flight.Watcher;
import fanout.aggregator.limit.Shed;
import fanout.aggregator.plan.Plan;
import fanout.aggregator.section.SectionReport;
import fanout.runtime.spec.SpecException;
import fanout.runtime.telemetry.Contexts;
import fanout.v1.DashboardServiceGrpc.DashboardServiceImplBase;
import fanout.v1.GetDashboardRequest;
import fanout.v1.GetDashboardResponse;
import fanout.v1.WatchDashboardRequest;
import fanout.v1.WatchDashboardResponse;
import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The edge: turns requests into flights and their results into replies. Thread-safe. Its methods
 * return at once and never block, so that they may run on an event loop.
 */
final class DashboardService extends DashboardServiceImplBase {
  private static final Logger LOG = LoggerFactory.getLogger(DashboardService.class);

  /** Both ids come back in error details, which have to fit into a client's 8 KiB of metadata. */
  private static final int LONGEST_ID = 256;

  /** The request id goes to the backends as a header. */
  private static final Pattern HEADER_VALUE = Pattern.compile("[ -~]{0," + LONGEST_ID + "}");

  private final FlightDeck deck;
  private final Function<String, Plan> plans;
  private final Deadline.Ticker ticker;

  /**
   * A service that plans by {@code plans}.
   *
   * @param plans lays a request's text over the default plan; throws {@link SpecException}
   */
  DashboardService(FlightDeck deck, Function<String, Plan> plans, Deadline.Ticker ticker) {
    this.deck = deck;
    this.plans = plans;
    this.ticker = ticker;
  }

  @Override
  public void getDashboard(
      GetDashboardRequest request, StreamObserver<GetDashboardResponse> observer) {
    unlessGone(observer);
    understood(request.getUserId(), request.getPlan(), request.getRequestId(), observer)
        .ifPresent(flight -> launch(flight, new Unary(flight, observer), observer));
  }

  @Override
  public void watchDashboard(
      WatchDashboardRequest request, StreamObserver<WatchDashboardResponse> observer) {
    unlessGone(observer);
    understood(request.getUserId(), request.getPlan(), request.getRequestId(), observer)
        .ifPresent(flight -> launch(flight, new Stream(flight, observer), observer));
  }

  private void launch(FlightRequest flight, Watcher watcher, StreamObserver<?> observer) {
    try {
      deck.launch(flight, watcher);
    } catch (StatusRuntimeException e) {
      observer.onError(e);
    }
  }

  private static void note(FlightRequest flight, FlightResult result) {
    LOG.atDebug()
        .addArgument(flight.requestId())
        .addArgument(
            () -> result.culprit().map(culprit -> culprit.outcome().status()).orElse(Status.OK))
        .addArgument(result.elapsed())
        .log("request {}: {} after {}");
  }

  /** Sends the whole at once. */
  private record Unary(FlightRequest flight, StreamObserver<GetDashboardResponse> observer)
      implements Watcher {
    @Override
    public void shed(Shed shed) {
      observer.onError(Replies.shed(flight, shed));
    }

    @Override
    public void landed(FlightResult result) {
      note(flight, result);
      orFail(observer, () -> end(result));
    }

    private void end(FlightResult result) {
      Optional<StatusRuntimeException> failure = Replies.failure(flight, result);
      if (failure.isPresent()) {
        observer.onError(failure.get());
        return;
      }
      observer.onNext(
          GetDashboardResponse.newBuilder()
              .setDashboard(Replies.dashboard(flight, result, true))
              .build());
      observer.onCompleted();
    }
  }

  /**
   * Sends each section as it comes; sections may come from several threads at once, a stream takes
   * one at a time.
   */
  private record Stream(FlightRequest flight, StreamObserver<WatchDashboardResponse> observer)
      implements Watcher {
    @Override
    public void shed(Shed shed) {
      observer.onError(Replies.shed(flight, shed));
    }

    @Override
    public void section(SectionReport report) {
      synchronized (observer) {
        observer.onNext(
            WatchDashboardResponse.newBuilder().setSection(Replies.section(report, true)).build());
      }
    }

    @Override
    public void landed(FlightResult result) {
      note(flight, result);
      synchronized (observer) {
        orFail(observer, () -> end(result));
      }
    }

    private void end(FlightResult result) {
      observer.onNext(
          WatchDashboardResponse.newBuilder()
              .setSummary(Replies.dashboard(flight, result, false))
              .build());
      Replies.failure(flight, result).ifPresentOrElse(observer::onError, observer::onCompleted);
    }
  }

  /** A reply that cannot be built must not leave its caller waiting for the deadline. */
  private static void orFail(StreamObserver<?> observer, Runnable reply) {
    try {
      reply.run();
    } catch (RuntimeException | Error e) {
      LOG.error("a reply could not be built", e);
      observer.onError(
          Status.INTERNAL
              .withDescription("the reply could not be built: " + e)
              .withCause(e)
              .asRuntimeException());
    }
  }

  /**
   * Without a cancel handler an observer throws once its caller has gone; the flight hears of that
   * by its context.
   */
  private static void unlessGone(StreamObserver<?> observer) {
    ((ServerCallStreamObserver<?>) observer).setOnCancelHandler(() -> {});
  }

  private Optional<FlightRequest> understood(
      String userId, String planText, String requestId, StreamObserver<?> observer) {
    try {
      SpecException.require(
          !userId.isBlank() && userId.length() <= LONGEST_ID,
          "user_id",
          userId,
          "any text that is not blank, of at most " + LONGEST_ID + " characters");
      SpecException.require(
          requestId.isEmpty() || HEADER_VALUE.matcher(requestId).matches(),
          "request_id",
          requestId,
          "printable ASCII, at most " + LONGEST_ID + " characters");
      Plan plan = plan(planText);
      Budget budget =
          Budget.start(
              Optional.ofNullable(Context.current().getDeadline()),
              plan.request().budget(),
              plan.request().reserve(),
              ticker);
      String id = requestId.isEmpty() ? newRequestId() : requestId;
      return Optional.of(
          new FlightRequest(userId, id, traceId(), InboundSimulation.current(), plan, budget));
    } catch (SpecException e) {
      observer.onError(Replies.refusal(e));
      return Optional.empty();
    }
  }

  private Plan plan(String text) {
    try {
      return plans.apply(text);
    } catch (SpecException e) {
      throw new SpecException("plan: " + e.getMessage());
    }
  }

  private static String traceId() {
    SpanContext span = Span.fromContext(Contexts.openTelemetry()).getSpanContext();
    return span.isValid() ? span.getTraceId() : "";
  }

  private static String newRequestId() {
    return "r-" + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
  }
}
