package fanout.aggregator.flight;

import com.google.common.util.concurrent.Uninterruptibles;
import fanout.aggregator.join.JoinPolicy.Tally;
import fanout.aggregator.join.JoinPolicy.Verdict;
import fanout.aggregator.section.Outcome;
import fanout.aggregator.section.Outcome.End;
import fanout.aggregator.section.SectionReport;
import fanout.aggregator.source.CallResult;
import fanout.aggregator.strategy.FanOutStrategy;
import fanout.aggregator.strategy.FanOutStrategy.Flight;
import fanout.aggregator.substitute.Substitute.Filling;
import fanout.runtime.telemetry.Contexts;
import io.grpc.Context;
import io.grpc.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One request under way: the race between results, limits, the join policy and the caller.
 *
 * <p>Every event (a call begins or ends, a limit passes, the caller leaves) is judged under one
 * lock and acted upon outside it, because cancelling a call or reporting to the watcher may end
 * another call of the same request on the same thread.
 *
 * <p>When {@link Watcher#landed} is called
 *
 * <ul>
 *   <li>every section has exactly one fate, and every span of the request has ended;
 *   <li>every call has ended: the needless ones were cancelled on the wire when the fate was known;
 *   <li>the strategy has returned, with all its threads and tasks;
 *   <li>no listener hangs on the caller's context, and no timer is pending.
 * </ul>
 *
 * With {@code propagate=false}, the wrong twin, the second and the third do not hold: calls that
 * nobody waits for run on, and count as stray until they end.
 */
final class FanOut implements Flight {
  private final FlightDeck deck;
  private final FlightRequest request;
  private final Watcher watcher;
  private final boolean propagate;
  private final long launchedNanos;
  private final List<SectionFlight> sections = new ArrayList<>();
  private final List<CallLeg> legs = new ArrayList<>();
  private final Context.CancellableContext scope;
  private final FlightSpans spans;
  private final CountDownLatch quiet = new CountDownLatch(1);
  private volatile @Nullable Future<?> timer;

  private final ReentrantLock lock = new ReentrantLock();
  private boolean decided;
  private boolean hopeless;
  private @Nullable SectionReport firstMissing;
  private @Nullable SectionReport firstRequiredMissing;
  private long decidedNanos;
  private int callsUnderWay;

  /** Threads that still act for this request; it cannot land before they are done. */
  private int holds;

  private boolean landed;

  FanOut(FlightDeck deck, FlightRequest request, Watcher watcher) {
    this.deck = deck;
    this.request = request;
    this.watcher = watcher;
    this.propagate = request.plan().request().propagate();
    this.launchedNanos = deck.ticker().nanoTime();
    this.scope = (propagate ? Context.current() : Context.current().fork()).withCancellation();
    this.spans = new FlightSpans(deck.telemetry(), request.plan());
    for (String name : request.plan().request().sections()) {
      SectionFlight section =
          new SectionFlight(this, deck.source(name), request.plan().section(name));
      sections.add(section);
      legs.addAll(section.legs);
    }
  }

  /**
   * Flies the strategy on this thread, or on a virtual thread of its own if it would hold this one.
   */
  void launch() {
    FanOutStrategy strategy = request.plan().request().strategy();
    scope.addListener(context -> callerGone(), Runnable::run);
    if (!propagate) {
      timer = deck.after(request.budget().left(), this::budgetSpent);
    }
    holds++; // nobody else knows this request yet
    if (strategy.blocks()) {
      Thread.ofVirtual().name("fan-out").start(() -> fly(strategy));
    } else {
      fly(strategy);
    }
  }

  private void fly(FanOutStrategy strategy) {
    if (!propagate) {
      release(); // the reply does not wait for a thread that waits for an abandoned call
    }
    Throwable failure = new IllegalStateException("the strategy did not make this call");
    try {
      Contexts.run(scope, spans.context(), () -> strategy.fly(this));
    } catch (RuntimeException | Error e) {
      failure = e;
    }
    for (CallLeg leg : legs) {
      leg.abandon(failure);
    }
    if (propagate) {
      release();
    }
  }

  FlightRequest request() {
    return request;
  }

  @Override
  public List<CallLeg> legs() {
    return legs;
  }

  @Override
  public ThreadPoolExecutor pool(int threads, int queue) {
    return deck.pool(threads, queue);
  }

  @Override
  public void awaitLanding() {
    Duration left = request.budget().left();
    if (!Uninterruptibles.awaitUninterruptibly(quiet, left.toNanos(), TimeUnit.NANOSECONDS)) {
      budgetSpent();
      Uninterruptibles.awaitUninterruptibly(quiet);
    }
  }

  // Events. Each takes the lock by enter(), judges, and acts by exit().

  /** A leg wants to call; false if nobody wants its answer any more. */
  boolean begin(CallLeg leg) {
    List<Runnable> effects = enter();
    try {
      SectionFlight section = leg.section;
      if (section.isDecided()) {
        return false;
      }
      if (request.budget().isSpent()) {
        decide(section, cutOff(section, End.BUDGET_SPENT), effects);
        return false;
      }
      if (!section.isStarted()) {
        start(section);
      }
      callsUnderWay++;
      return true;
    } finally {
      exit(effects);
    }
  }

  private void start(SectionFlight section) {
    Context grpc = section.plan.shards() == 1 ? scope : scope.withCancellation();
    section.start(deck.ticker().nanoTime(), request.budget().left(), grpc, spans.start(section));
    if (!propagate && section.plan.limit().isPresent()) {
      section.limit = deck.after(section.plan.limit().get(), () -> limitPassed(section));
    }
  }

  /** A call has ended. */
  void ended(CallLeg leg, CallResult result) {
    List<Runnable> effects = enter();
    try {
      callsUnderWay--;
      if (landed) {
        deck.strayEnded();
      }
      SectionFlight section = leg.section;
      boolean last = section.file(leg, result);
      if (!section.isDecided()) {
        switch (result) {
          case CallResult.Failure failure ->
              decide(section, section.outcomeOf(leg, failure, scope.isCancelled()), effects);
          case CallResult.Answer answer when last ->
              decide(section, new Outcome.Loaded(section.merged()), effects);
          case CallResult.Answer answer -> {}
        }
      }
    } finally {
      exit(effects);
    }
  }

  /** A section's own limit has passed, and its calls know nothing of it. */
  private void limitPassed(SectionFlight section) {
    List<Runnable> effects = enter();
    try {
      if (!section.isDecided()) {
        decide(section, cutOff(section, End.BUDGET_SPENT), effects);
      }
    } finally {
      exit(effects);
    }
  }

  private void budgetSpent() {
    sections.forEach(this::limitPassed);
  }

  /**
   * The caller has cancelled, or its own deadline has passed; also runs, to no effect, when the
   * request itself ends.
   */
  private void callerGone() {
    List<Runnable> effects = enter();
    try {
      if (!decided) {
        boolean late = scope.getDeadline() != null && scope.getDeadline().isExpired();
        decideAll(true, late ? End.BUDGET_SPENT : End.CALLER_GONE, effects);
      }
    } finally {
      exit(effects);
    }
  }

  // Judgement, under the lock.

  private void decide(SectionFlight section, Outcome fate, List<Runnable> effects) {
    SectionReport report = section.decide(withSubstitute(section, fate), deck.ticker().nanoTime());
    if (isMissing(report)) {
      firstMissing = firstMissing == null ? report : firstMissing;
      firstRequiredMissing =
          firstRequiredMissing == null && report.required() ? report : firstRequiredMissing;
    }
    effects.add(() -> closed(section, report));
    if (!decided) {
      Verdict verdict = request.plan().request().join().judge(tally());
      if (verdict != Verdict.WAIT) {
        boolean failed = verdict == Verdict.HOPELESS;
        decideAll(failed, failed ? End.HOPELESS : End.ENOUGH, effects);
      }
    }
  }

  private void decideAll(boolean failed, End why, List<Runnable> effects) {
    decided = true;
    hopeless = failed;
    decidedNanos = deck.ticker().nanoTime();
    for (SectionFlight section : sections) {
      if (!section.isDecided()) {
        decide(section, cutOff(section, why), effects);
      }
    }
    if (propagate) {
      effects.add(() -> scope.cancel(null));
    }
  }

  private static Outcome cutOff(SectionFlight section, End why) {
    if (!section.isStarted()) {
      return new Outcome.Skipped(why);
    }
    return why == End.BUDGET_SPENT
        ? new Outcome.TimedOut(Status.DEADLINE_EXCEEDED.withDescription("cut off while under way"))
        : new Outcome.Cancelled(why);
  }

  private Outcome withSubstitute(SectionFlight section, Outcome fate) {
    if (fate instanceof Outcome.Loaded(var data) && section.plan.substitute().remembers()) {
      deck.memory().put(section.name(), request.userId(), data);
    }
    if (!fate.isReplaceable()) {
      return fate;
    }
    Optional<Filling> filling =
        section.plan.substitute().find(deck.stock(section.source, request.userId()));
    return filling
        .<Outcome>map(found -> new Outcome.Substituted(found.data(), found.age(), fate))
        .orElse(fate);
  }

  private static boolean isMissing(SectionReport report) {
    return report.outcome().content().isEmpty();
  }

  private Tally tally() {
    int loaded = 0;
    int substituted = 0;
    int missing = 0;
    boolean requiredPending = false;
    for (SectionFlight section : sections) {
      switch (section.report().map(SectionReport::outcome).orElse(null)) {
        case null -> requiredPending |= section.plan.required();
        case Outcome.Loaded ignored -> loaded++;
        case Outcome.Substituted ignored -> substituted++;
        default -> missing++;
      }
    }
    int pending = sections.size() - loaded - substituted - missing;
    return new Tally(
        loaded, substituted, missing, pending, firstRequiredMissing != null, requiredPending);
  }

  // Action, outside the lock.

  private List<Runnable> enter() {
    lock.lock();
    holds++;
    return new ArrayList<>(2);
  }

  private void exit(List<Runnable> effects) {
    lock.unlock();
    try {
      effects.forEach(Runnable::run);
    } finally {
      release();
    }
  }

  private void closed(SectionFlight section, SectionReport report) {
    if (section.limit != null) {
      section.limit.cancel(false);
    }
    if (propagate) {
      section.cancelCalls();
    }
    spans.end(section, report);
    deck.metrics().section(request.plan(), report);
    watcher.section(report);
  }

  private void release() {
    boolean land;
    lock.lock();
    try {
      holds--;
      if (decided && callsUnderWay == 0) {
        quiet.countDown();
      }
      land = decided && !landed && holds == 0 && (callsUnderWay == 0 || !propagate);
      if (land) {
        landed = true;
        deck.strayStarted(callsUnderWay);
      }
    } finally {
      lock.unlock();
    }
    if (land) {
      land();
    }
  }

  private void land() {
    if (timer != null) {
      timer.cancel(false);
    }
    if (propagate) {
      scope.cancel(null); // takes our listeners off the caller's context
    }
    Optional<SectionReport> culprit = Optional.empty();
    if (hopeless) {
      culprit =
          Optional.ofNullable(firstRequiredMissing != null ? firstRequiredMissing : firstMissing);
    }
    List<SectionReport> reports =
        sections.stream().flatMap(section -> section.report().stream()).toList();
    FlightResult result =
        new FlightResult(reports, culprit, Duration.ofNanos(decidedNanos - launchedNanos));
    spans.end(result);
    deck.metrics().request(request.plan(), result);
    watcher.landed(result);
  }
}
