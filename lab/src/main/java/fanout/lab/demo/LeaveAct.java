package fanout.lab.demo;

import fanout.lab.client.DashboardClient.Ask;
import fanout.lab.client.Ledgers;
import fanout.lab.client.SimulatorClient;
import java.time.Duration;
import java.util.List;

/**
 * The caller leaves in the middle: what do the backends' ledgers say about the work done for
 * nobody? With propagation the cancel reaches every backend and work stops; without it they all go
 * on to their end.
 */
final class LeaveAct {
  private static final Duration PATIENCE = Duration.ofMillis(50);

  private LeaveAct() {}

  /**
   * Once before it counts: while the first reading of the ledgers loads its classes, the backends
   * work on, and that would be taken for waste.
   */
  static void warmUp(Stage stage) throws InterruptedException {
    SimulatorClient simulator = stage.testbed().simulator();
    Ask ask = Ask.of(Stage.USER).requestId("warm-up");
    stage
        .testbed()
        .dashboards()
        .callAndLeave(ask, Duration.ofMillis(5), () -> Ledgers.worked(simulator.ledgers()));
    Ledgers.awaitIdle(simulator, Duration.ofSeconds(5));
  }

  static DemoResult.Abandoned play(Stage stage, boolean propagate) throws InterruptedException {
    stage.progress().accept("a caller that leaves, propagation " + (propagate ? "on" : "off"));
    SimulatorClient simulator = stage.testbed().simulator();
    simulator.resetLedgers();
    Ask ask =
        Ask.of(Stage.USER)
            .plan("propagate=" + propagate)
            .simulation("user:latency=500ms; orders:latency=500ms; notifications:latency=500ms")
            .requestId("demo-leave-" + propagate);
    Departure departure = new Departure(simulator);
    stage.testbed().dashboards().callAndLeave(ask, PATIENCE, departure);
    Duration worked = Ledgers.worked(Ledgers.awaitIdle(simulator, Duration.ofSeconds(5)));
    return new DemoResult.Abandoned(PATIENCE, worked.minus(departure.worked));
  }

  /**
   * Notes what the backends have worked up to the moment at which the caller leaves. They work on
   * while their ledgers are read one after another, so each reading is carried on to that moment.
   */
  private static final class Departure implements Runnable {
    private final SimulatorClient simulator;
    private Duration worked = Duration.ZERO;

    Departure(SimulatorClient simulator) {
      this.simulator = simulator;
    }

    @Override
    public void run() {
      List<SimulatorClient.Reading> readings = simulator.readings();
      long now = System.nanoTime();
      worked =
          readings.stream()
              .map(reading -> reading.workedAt(now))
              .reduce(Duration.ZERO, Duration::plus);
    }
  }
}
