package fanout.benchmarks.soak;

import fanout.aggregator.AggregatorSettings;
import fanout.backend.ledger.LedgerCounts;
import fanout.v1.DashboardServiceGrpc;
import fanout.v1.NotificationServiceGrpc;
import fanout.v1.OrderServiceGrpc;
import fanout.v1.UserServiceGrpc;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

/** The books of all sides of a soak. Thread-safe. */
final class Books {
  private static final String SERVED = "rpc_server_call_duration_seconds";
  private static final String ATTEMPTED = "rpc_client_attempt_duration_seconds";
  private static final long POLL_MILLIS = 5;

  private final Hop dashboards =
      new Hop("caller → aggregator", DashboardServiceGrpc.getServiceDescriptor().getName());
  private final Map<String, Hop> sections = new LinkedHashMap<>();

  /** Empty books for every hop. */
  Books() {
    for (String section : AggregatorSettings.SECTIONS) {
      sections.put(section, new Hop("aggregator → " + section, serviceOf(section)));
    }
  }

  private static String serviceOf(String section) {
    return switch (section) {
      case "user" -> UserServiceGrpc.getServiceDescriptor().getName();
      case "orders" -> OrderServiceGrpc.getServiceDescriptor().getName();
      case "notifications" -> NotificationServiceGrpc.getServiceDescriptor().getName();
      default -> throw new IllegalArgumentException("no service is known for " + section);
    };
  }

  /** From the caller to the aggregator. */
  Hop dashboards() {
    return dashboards;
  }

  /** From the aggregator to the backend of a section. */
  Hop section(String name) {
    return Objects.requireNonNull(sections.get(name), name);
  }

  /** All hops from the aggregator. */
  List<Hop> sections() {
    return List.copyOf(sections.values());
  }

  /**
   * Waits until no attempt of any hop is under way, at most for {@code limit}.
   *
   * @return whether it came to that
   */
  boolean awaitRest(Duration limit) throws InterruptedException {
    long end = System.nanoTime() + limit.toNanos();
    while (!all().allMatch(Hop::atRest)) {
      if (System.nanoTime() - end > 0) {
        return false;
      }
      Thread.sleep(POLL_MILLIS);
    }
    return true;
  }

  /** Forgets what nothing can change any more; to be called at rest. */
  void forgetSettled() {
    all().forEach(Hop::forgetSettled);
  }

  private Stream<Hop> all() {
    return Stream.concat(Stream.of(dashboards), sections.values().stream());
  }

  /** What became of the attempts of each hop; to be asked at rest. */
  List<HopReport> hops() {
    return all()
        .map(hop -> new HopReport(hop.name(), hop.begun(), hop.fates(), hop.examples()))
        .toList();
  }

  /**
   * All accounts.
   *
   * @param aggregator its metrics, as text
   * @param backends with their ledgers, by section
   */
  List<Account> accounts(Caller caller, String aggregator, Map<String, MortalBackend> backends)
      throws InterruptedException {
    List<Account> accounts = new ArrayList<>();
    accounts.add(new Account("caller: sent = ended", caller.sent(), caller.endedCalls()));
    accounts.add(new Account("caller: ended twice = none", caller.endedTwice(), 0));
    accounts.add(new Account("caller: sent = attempts", caller.sent(), dashboards.begun()));
    accounts.addAll(ends(dashboards, Metrics.count(aggregator, SERVED, labels -> true)));
    for (var entry : backends.entrySet()) {
      Hop hop = section(entry.getKey());
      String service = serviceOf(entry.getKey());
      long attempts = Metrics.count(aggregator, ATTEMPTED, labels -> labels.contains(service));
      accounts.add(
          new Account(hop.name() + ": attempts = the aggregator's own", hop.begun(), attempts));
      MortalBackend backend = entry.getValue();
      accounts.addAll(ends(hop, Metrics.count(backend.metrics(), SERVED, labels -> true)));
      accounts.addAll(ledger(entry.getKey(), hop, backend.ledgers()));
    }
    return accounts;
  }

  private static List<Account> ends(Hop hop, long served) {
    return List.of(
        new Account(
            hop.name() + ": arrived = the server's own + cut before it had begun",
            hop.arrived(),
            served + hop.unclosed()),
        new Account(hop.name() + ": arrived from nobody = none", hop.strangers(), 0));
  }

  private static List<Account> ledger(String name, Hop hop, List<LedgerCounts> lives) {
    long started = sum(lives, LedgerCounts::started);
    long finished = sum(lives, LedgerCounts::finished);
    long failed = sum(lives, LedgerCounts::failures);
    long cancelled = sum(lives, LedgerCounts::cancelled);
    long died = sum(lives.subList(0, lives.size() - 1), LedgerCounts::inFlight);
    return List.of(
        new Account(name + ": requests handed over = the ledger's calls", hop.handled(), started),
        new Account(
            name + ": the ledger's calls = finished + failed + cancelled + died",
            started,
            finished + failed + cancelled + died),
        new Account(name + ": ended with OK = the ledger's finished", hop.succeeded(), finished),
        new Account(name + ": ended with an error = the ledger's failed", hop.refused(), failed));
  }

  private static long sum(List<LedgerCounts> lives, ToLongFunction<LedgerCounts> count) {
    return lives.stream().mapToLong(count).sum();
  }
}
