package fanout.aggregator.flight;

import fanout.aggregator.limit.Limit.End;
import fanout.aggregator.limit.Limiter;
import fanout.aggregator.limit.Permit;
import fanout.aggregator.limit.Shed;
import fanout.aggregator.section.SectionReport;
import fanout.runtime.telemetry.Contexts;
import io.grpc.Context;
import io.opentelemetry.api.trace.Span;
import java.util.Optional;

/**
 * One request before the inbound limit. It takes off under the contexts that were current when it
 * came, on whatever thread made room for it, and gives its permit back when it lands. A caller who
 * leaves gives up the wait.
 */
final class Admission implements Limiter.Waiter {
  private final FlightDeck deck;
  private final FlightRequest request;
  private final Watcher watcher;
  private final Context caller = Context.current();
  private final io.opentelemetry.context.Context otel = Contexts.openTelemetry();
  private final Departure departure = new Departure(caller);

  /** An admission under the current contexts. */
  Admission(FlightDeck deck, FlightRequest request, Watcher watcher) {
    this.deck = deck;
    this.request = request;
    this.watcher = watcher;
  }

  void ask(Limiter limiter) {
    Limiter.Wait wait = limiter.acquire(Optional.of(request.budget().callsEnd()), this);
    departure.watch(wait::giveUp);
  }

  @Override
  public void admitted(Permit permit) {
    departure.ignore();
    Turns.describe(Span.fromContext(otel), permit.waited());
    try {
      Contexts.run(caller, otel, () -> deck.takeOff(request, new Releasing(permit)));
    } catch (RuntimeException | Error e) {
      permit.release(End.OTHER); // it never took off
      throw e;
    }
  }

  @Override
  public void shed(Shed shed) {
    departure.ignore();
    Turns.describe(Span.fromContext(otel), shed);
    watcher.shed(shed);
  }

  /**
   * Gives the permit back just before the reply leaves: a caller who has it and asks again must not
   * be turned away because of it.
   */
  private final class Releasing implements Watcher {
    private final Permit permit;

    Releasing(Permit permit) {
      this.permit = permit;
    }

    @Override
    public void section(SectionReport report) {
      watcher.section(report);
    }

    @Override
    public void landed(FlightResult result) {
      permit.release(
          result
              .culprit()
              .map(culprit -> Turns.end(culprit.outcome().status()))
              .orElse(End.ANSWERED));
      watcher.landed(result);
    }
  }
}
