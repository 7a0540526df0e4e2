package fanout.lab.client;

import fanout.v1.BackendBehavior;
import fanout.v1.GetBehaviorRequest;
import fanout.v1.GetLedgerRequest;
import fanout.v1.Ledger;
import fanout.v1.ResetLedgerRequest;
import fanout.v1.SimulatorServiceGrpc;
import fanout.v1.SimulatorServiceGrpc.SimulatorServiceBlockingStub;
import io.grpc.Channel;
import java.util.Collection;
import java.util.List;

/** Steers the backends behind several admin ports as if they were one process. Thread-safe. */
public final class SimulatorClient {
  private final List<SimulatorServiceBlockingStub> processes;

  /** A client on channels that their owner closes, one for each process. */
  public SimulatorClient(Collection<? extends Channel> channels) {
    this.processes = channels.stream().map(SimulatorServiceGrpc::newBlockingStub).toList();
  }

  /** The ledgers of all backends. */
  public List<Ledger> ledgers() {
    GetLedgerRequest all = GetLedgerRequest.getDefaultInstance();
    return processes.stream()
        .flatMap(stub -> stub.getLedger(all).getLedgersList().stream())
        .toList();
  }

  /** The ledgers of all backends as they were before they were set to zero. */
  public List<Ledger> resetLedgers() {
    ResetLedgerRequest all = ResetLedgerRequest.getDefaultInstance();
    return processes.stream()
        .flatMap(stub -> stub.resetLedger(all).getLedgersList().stream())
        .toList();
  }

  /** The behaviours of all backends. */
  public List<BackendBehavior> behaviors() {
    GetBehaviorRequest all = GetBehaviorRequest.getDefaultInstance();
    return processes.stream()
        .flatMap(stub -> stub.getBehavior(all).getBehaviorsList().stream())
        .toList();
  }
}
