package fanout.lab.testbed;

import fanout.lab.client.DashboardClient;
import fanout.lab.client.SimulatorClient;

/** An aggregator with its backends, wherever they run. Thread-safe. */
public sealed interface Testbed extends AutoCloseable permits InProcess {
  /** Calls the aggregator. */
  DashboardClient dashboards();

  /** Steers the backends. */
  SimulatorClient simulator();

  @Override
  void close();
}
