package fanout.benchmarks.soak;

import static org.assertj.core.api.Assertions.assertThat;

import fanout.v1.UserServiceGrpc;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class MortalBackendTest {
  /** With any free port for its admin port a life could take the one that its data port needs. */
  @Test
  void everyLifeHasBothPortsOfTheFirst() throws Exception {
    Hop hop = new Hop("to user", UserServiceGrpc.getServiceDescriptor().getName());
    try (MortalBackend backend = new MortalBackend("user", "latency=1ms", hop)) {
      String target = backend.target();
      int admin = backend.adminPort();
      for (int life = 2; life < 5; life++) {
        backend.dieAndComeBack();
        assertThat(backend.target()).isEqualTo(target);
        assertThat(backend.adminPort()).isEqualTo(admin);
        assertThat(backend.ledgers()).hasSize(life);
      }
    }
  }
}
