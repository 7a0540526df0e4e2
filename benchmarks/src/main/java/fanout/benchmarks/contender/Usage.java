package fanout.benchmarks.contender;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/**
 * What a process has used since its start. Immutable.
 *
 * @param cpuNanos processor time of all its threads, the collector's and the compiler's included
 * @param allocatedBytes what its Java threads have allocated
 */
public record Usage(long cpuNanos, long allocatedBytes) {
  /** Of this process. */
  public static Usage ofThisProcess() {
    OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    ThreadMXBean threads = ManagementFactory.getPlatformMXBean(ThreadMXBean.class);
    return new Usage(system.getProcessCpuTime(), threads.getTotalThreadAllocatedBytes());
  }

  /** What was used from {@code earlier} to this. */
  public Usage since(Usage earlier) {
    return new Usage(cpuNanos - earlier.cpuNanos, allocatedBytes - earlier.allocatedBytes);
  }
}
