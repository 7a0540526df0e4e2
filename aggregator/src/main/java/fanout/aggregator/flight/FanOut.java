package fanout.aggregator.flight;

import com.google.common.util.concurrent.Uninterruptibles;
import fanout.aggregator.attempt.AttemptPolicy;
import fanout.aggregator.attempt.CallAttempts;
import fanout.aggregator.join.JoinPolicy.Verdict;
import fanout.aggregator.plan.SectionPlan;
import fanout.aggregator.section.Outcome;
import fanout.aggregator.section.Outcome.End;
import fanout.aggregator.section.SectionReport;
import fanout.aggregator.source.CallResult;
import fanout.aggregator.strategy.FanOutStrategy;
import fanout.aggregator.strategy.FanOutStrategy.Flight;
import fanout.runtime.telemetry.Contexts;
import io.grpc.Context;
import io.grpc.Deadline;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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
 *   <li>every section has exactly one fate, and the spans of the request and of its sections have
 *       ended;
 *   <li>every call has ended: the needless ones were cancelled on the wire when the fate was known.
 *       The stream of an attempt that lost to another, and with it its span, may still be closing;
 *   <li>the strategy has returned, with all its threads and tasks;
 *   <li>no listener hangs on the caller's context, and no timer is pending.
 * </ul>
 *
 * With {@code propagate=false}, the wrong twin, the second and the third do not hold: calls that
 * nobody waits for run on, and count as stray until they end.
 *
 * <p>An exception of the watcher or of a span processor is logged and goes no further: it must not
 * keep a section from its fate, nor the request from landing.
 */
final class FanOut implements Flight {
  private static final Logger LOG = LoggerFactory.getLogger(FanOut.class);

  /** A constant: an exception made for every request, and seldom thrown, shows in a profile. */
  private static final Status NOT_MADE =
      Status.UNKNOWN.withDescription("the strategy did not make this call");

  private final FlightDeck deck;
  private final FlightRequest request;
  private final Watcher watcher;
  private final boolean propagate;
  private final long launchedNanos;
  private final List<SectionFlight> sections;
  private final List<CallLeg> legs;
  private final Context caller;
  private final Context.CancellationListener departure = context -> callerGone();

  /**
   * Under which every call is made. It hears of the caller's end by {@link #departure} and of its
   * deadline by each call's own: a child of the caller's context would leave a listener there,
   * since gRPC (1.85) looks for it under the parent when the child is cancelled, and does not find
   * it.
   */
  private final Context.CancellableContext scope;

  private final FlightSpans spans;
  private volatile @Nullable Future<?> timer;

  private final ReentrantLock lock = new ReentrantLock();
  private final Fates fates;
  private boolean decided;
  private Optional<SectionReport> culprit = Optional.empty();
  private long decidedNanos;
  private int callsUnderWay;

  /** Opens when it is decided and no call is under way; made by whoever waits for that. */
  private @Nullable CountDownLatch quiet;

  /**
   * Threads that still act for this request; it cannot land before they are done. The first is the
   * one that flies the strategy: a caller that has left before the launch must not land it earlier.
   */
  private int holds = 1;

  private boolean landed;

  /** Whether the watcher is about to hear of it; from here on nothing can keep it from that. */
  private volatile boolean told;

  /** Whether the end of a call still counts for anything. */
  private boolean abandoned;

  FanOut(FlightDeck deck, FlightRequest request, Watcher watcher) {
    this.deck = deck;
    this.request = request;
    this.watcher = watcher;
    this.propagate = request.plan().request().propagate();
    this.launchedNanos = deck.ticker().nanoTime();
    this.caller = Context.current();
    this.scope = caller.fork().withCancellation();
    this.spans = new FlightSpans(deck.telemetry(), request.plan());
    List<String> names = request.plan().request().sections();
    this.sections = new ArrayList<>(names.size());
    this.legs = new ArrayList<>(names.size());
    for (String name : names) {
      SectionFlight section = section(name, request.plan().section(name));
      sections.add(section);
      legs.addAll(section.legs);
    }
    this.fates = new Fates(sections);
  }

  private SectionFlight section(String name, SectionPlan plan) {
    return new SectionFlight(this, deck.source(name, plan.concurrency()), plan);
  }

  /**
   * Flies the strategy on this thread, or on a virtual thread of its own if it would hold this one.
   */
  void launch() {
    FanOutStrategy strategy = request.plan().request().strategy();
    caller.addListener(departure, Runnable::run);
    if (!propagate) {
      timer = deck.after(request.budget().left(), this::budgetSpent);
    }
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
    Status failure = NOT_MADE;
    try {
      Contexts.run(scope, spans.context(), () -> strategy.fly(this));
    } catch (RuntimeException | Error e) {
      failure = CallLeg.status(e);
    }
    for (CallLeg leg : legs) {
      leg.abandon(failure);
    }
    if (propagate) {
      release();
    }
  }

  /** How a call of a section may be hedged and tried again; empty if it is sent once. */
  Optional<CallAttempts> attempts(SectionFlight section) {
    SectionPlan plan = section.plan;
    return deck.attempts().forCall(section.name(), new AttemptPolicy(plan.hedge(), plan.retry()));
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
    CountDownLatch quiet = quiet();
    Duration left = request.budget().left();
    if (!Uninterruptibles.awaitUninterruptibly(quiet, left.toNanos(), TimeUnit.NANOSECONDS)) {
      budgetSpent();
      Uninterruptibles.awaitUninterruptibly(quiet);
    }
  }

  private CountDownLatch quiet() {
    lock.lock();
    try {
      if (quiet == null) {
        quiet = new CountDownLatch(isQuiet() ? 0 : 1);
      }
      return quiet;
    } finally {
      lock.unlock();
    }
  }

  /** Once it is, it stays so: no call begins when all is decided. Under the lock. */
  private boolean isQuiet() {
    return decided && callsUnderWay == 0;
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
        decide(section, section.cutOff(End.BUDGET_SPENT), effects);
        return false;
      }
      try {
        start(leg);
      } catch (RuntimeException | Error e) {
        decide(section, new Outcome.Failed(CallLeg.status(e)), effects);
        return false;
      }
      callsUnderWay++;
      return true;
    } finally {
      exit(effects);
    }
  }

  private void start(CallLeg leg) {
    SectionFlight section = leg.section;
    if (!section.isStarted()) {
      Context grpc = section.plan.shards() == 1 ? scope : scope.withCancellation();
      section.start(deck.ticker().nanoTime(), request.budget().left(), grpc, spans.start(section));
    }
    if (!propagate && section.plan.limit().isPresent()) {
      leg.limit = deck.after(section.plan.limit().get(), () -> limitPassed(section));
    }
  }

  /** A call has ended. */
  void ended(CallLeg leg, CallResult result) {
    SectionFlight section = leg.section;
    Optional<Outcome> fate = section.fateBy(leg, result, caller.isCancelled());
    List<Runnable> effects = enter();
    try {
      if (abandoned) {
        return;
      }
      callsUnderWay--;
      if (landed) {
        deck.strayEnded();
      }
      leg.forgetLimit();
      if (fate.isPresent() && !section.isDecided()) {
        decide(section, fate.get(), effects);
      }
    } finally {
      exit(effects);
    }
  }

  /** A call will not be made. */
  void refused(CallLeg leg, Status why) {
    List<Runnable> effects = enter();
    try {
      if (!leg.section.isDecided()) {
        decide(leg.section, new Outcome.Failed(why), effects);
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
        decide(section, section.cutOff(End.BUDGET_SPENT), effects);
      }
    } finally {
      exit(effects);
    }
  }

  private void budgetSpent() {
    sections.forEach(this::limitPassed);
  }

  /** The caller has cancelled, or its own deadline has passed. */
  private void callerGone() {
    List<Runnable> effects = enter();
    try {
      if (!decided) {
        Deadline deadline = caller.getDeadline();
        boolean late = deadline != null && deadline.isExpired();
        decideAll(true, late ? End.BUDGET_SPENT : End.CALLER_GONE, effects);
      }
    } finally {
      exit(effects);
    }
  }

  /** Whether it should have landed long ago, by its own clock. */
  boolean isOverdue(Duration grace) {
    return request.budget().left().compareTo(grace.negated()) < 0;
  }

  /**
   * Lands without those that should have reported: an OutOfMemoryError may strike in the very
   * callback that brings the end of a call, or in a thread that acts for this request.
   */
  void abandon() {
    List<Runnable> effects = enter();
    try {
      if (!decided) {
        decideAll(true, End.BUDGET_SPENT, effects);
      }
      sections.forEach(section -> effects.add(section.source::abandon));
      abandoned = true;
      callsUnderWay = 0;
      holds = 1; // this thread
      landed = told;
    } finally {
      exit(effects);
    }
  }

  // Judgement, under the lock.

  private void decide(SectionFlight section, Outcome fate, List<Runnable> effects) {
    Outcome shown = deck.withSubstitute(section, request.userId(), fate);
    SectionReport report = section.decide(shown, deck.ticker().nanoTime());
    fates.add(report);
    effects.add(() -> report(section, report));
    if (!decided) {
      Verdict verdict = request.plan().request().join().judge(fates.tally());
      if (verdict != Verdict.WAIT) {
        boolean failed = verdict == Verdict.HOPELESS;
        decideAll(failed, failed ? End.HOPELESS : End.ENOUGH, effects);
      }
    }
  }

  private void decideAll(boolean failed, End why, List<Runnable> effects) {
    decided = true;
    decidedNanos = deck.ticker().nanoTime();
    int known = fates.size();
    for (SectionFlight section : sections) {
      if (!section.isDecided()) {
        decide(section, section.cutOff(why), effects);
      }
    }
    if (failed) {
      culprit = why == End.HOPELESS ? fates.toBlame(0, known) : fates.toBlame(known, fates.size());
    }
    if (propagate) {
      effects.addFirst(() -> scope.cancel(null));
    }
  }

  // Action, outside the lock.

  private List<Runnable> enter() {
    // Here, since out of memory it must not leave the lock taken; most events have no effect.
    List<Runnable> effects = new ArrayList<>(0);
    lock.lock();
    holds++;
    return effects;
  }

  private void exit(List<Runnable> effects) {
    lock.unlock();
    effects.forEach(FanOut::safely);
    release();
  }

  /** The fate of a section has become known. */
  private void report(SectionFlight section, SectionReport report) {
    if (propagate) {
      safely(section::cancelCalls);
    } else {
      safely(section::forgetLimits);
    }
    safely(() -> spans.end(section, report));
    safely(() -> deck.metrics().section(request.plan(), report));
    safely(() -> watcher.section(report));
  }

  private static void safely(Runnable effect) {
    try {
      effect.run();
    } catch (RuntimeException | Error e) {
      LOG.error("could not report what became of a request", e);
    }
  }

  private void release() {
    boolean land;
    lock.lock();
    try {
      holds--;
      if (quiet != null && isQuiet()) {
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
    caller.removeListener(departure);
    List<SectionReport> reports = new ArrayList<>(sections.size());
    for (SectionFlight section : sections) {
      section.report().ifPresent(reports::add);
    }
    FlightResult result =
        new FlightResult(reports, culprit, Duration.ofNanos(decidedNanos - launchedNanos));
    told = true;
    safely(() -> spans.end(result));
    safely(() -> deck.metrics().request(request.plan(), result));
    safely(() -> watcher.landed(result));
    deck.overdue().remove(this);
  }
}
