package fanout.benchmarks.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class MachineLoadTest {
  /**
   * Its times are its parent's to see once it was waited for, and {@code waitFor} has done that.
   */
  @Test
  @EnabledOnOs(OS.LINUX)
  void whatAChildHasUsedIsKnownOnceItWasWaitedFor() throws Exception {
    Duration before = MachineLoad.ofEndedChildren();
    String work = "i=0; while [ $i -lt 200000 ]; do i=$((i+1)); done";
    Process child = new ProcessBuilder("sh", "-c", work).start();
    assertThat(child.waitFor()).isZero();

    assertThat(MachineLoad.ofEndedChildren()).isGreaterThan(before);
  }
}
